// Recognises in codes and sentences what a provider complains of. Codes are compared without case and punctuation. Where only sentences
// tell, they are read as the provider's own if they begin so, because what follows may quote a prompt; a sentence anywhere counts only
// where a mistake costs no more than one example or some retries.

import type { ErrorBody } from "./error-body.ts";

/** The prompt does not fit: it will never pass. */
export function tellsTooLong({ kinds, sentences }: ErrorBody): boolean {
  if (kinds.some((kind) => TOO_LONG_KINDS.test(plain(kind)))) return true;
  return sentences.some((sentence) => LENGTH.test(sentence) && EXCESS.test(sentence) && !NOT_LENGTH.test(sentence));
}

/** Said with the status of a rate limit, but one request alone is larger than the limit. */
export function tellsTooLargeForLimit({ sentences }: ErrorBody): boolean {
  return own(sentences).some((sentence) => /^request too large\b/i.test(sentence));
}

/** A filter or the model itself does not like this text. */
export function tellsFilter({ kinds, sentences, filtered }: ErrorBody): boolean {
  return filtered || kinds.some((kind) => FILTER_KINDS.test(plain(kind))) || sentences.some((sentence) => FILTER.test(sentence));
}

export function tellsUnknownModel({ kinds, sentences }: ErrorBody): boolean {
  if (kinds.some((kind) => MODEL_KINDS.test(plain(kind)))) return true;
  return own(sentences).some((sentence) => MODEL.some((pattern) => pattern.test(sentence)));
}

export function tellsWrongKey({ kinds, sentences }: ErrorBody): boolean {
  return kinds.some((kind) => KEY_KINDS.test(plain(kind))) || own(sentences).some((sentence) => KEY.test(sentence));
}

/** By a code: whatever the sentences and the status say. */
export function namesUsedUpQuota({ kinds }: ErrorBody): boolean {
  return kinds.some((kind) => QUOTA_KINDS.test(plain(kind)));
}

/** By the quota that is named: of a day or of a minute; undefined where none is. */
export function namedPeriod({ kinds }: ErrorBody): "long" | "short" | undefined {
  if (kinds.some((kind) => /perday|bymonth|byday|permonth/.test(plain(kind)))) return "long";
  return kinds.some((kind) => /perminute|persecond|byminute/.test(plain(kind))) ? "short" : undefined;
}

/** In words: the provider's own, or anywhere. */
export function tellsUsedUpQuota({ sentences }: ErrorBody, where: "own" | "anywhere"): boolean {
  if (where === "own") return own(sentences).some((sentence) => OWN_QUOTA.some((pattern) => pattern.test(sentence)));
  return sentences.some((sentence) => QUOTA.some((pattern) => pattern.test(sentence)) && !SHORT_PERIOD.test(sentence));
}

export function tellsRateLimit({ kinds, sentences }: ErrorBody): boolean {
  if (kinds.some((kind) => /ratelimit|throttl|toomanyrequests|capacityexceeded/.test(plain(kind)))) return true;
  return own(sentences).some((sentence) => /^(?:rate limit|too many requests|requests rate limit|throttl)/i.test(sentence));
}

export function tellsServerError({ kinds }: ErrorBody): boolean {
  return kinds.some((kind) => /servererror|internalerror|overloaded|serviceunavailable|unavailableerror/.test(plain(kind)));
}

/** The host is there, and the account's own rules leave none to take. */
export function tellsAccountPolicy({ sentences }: ErrorBody): boolean {
  return own(sentences).some((sentence) => /^no (?:allowed providers|endpoints found matching)\b/i.test(sentence));
}

/** OpenRouter knows the model, and no host of it that takes every field. */
export function tellsNoHostForFields({ sentences }: ErrorBody): boolean {
  return own(sentences).some((sentence) => /^no endpoints found that (?:can handle|support)\b/i.test(sentence));
}

/** The model's chat template refuses the roles of the messages; some servers fail over that. */
export function tellsTemplate({ sentences }: ErrorBody): boolean {
  return sentences.some((sentence) =>
    /\bjinja\b|\bsystem role (?:is )?not supported|\broles must alternate\b|\bchat template\b/i.test(sentence),
  );
}

/** LM Studio says so with status 200. */
export function tellsNoRoute({ sentences }: ErrorBody): boolean {
  return own(sentences).some((sentence) => /^unexpected endpoint or method\b/i.test(sentence));
}

/** OpenAI forbids log-probabilities model by model; the key may use the model without. */
export function tellsLogProbs({ sentences }: ErrorBody): boolean {
  return sentences.some((sentence) => /\blogprobs\b/i.test(sentence));
}

/** The request fields that sentences name, in quotation marks or by a name that is no other word. */
export function fieldsIn({ sentences }: ErrorBody): readonly string[] {
  return sentences.flatMap((sentence) => [...sentence.matchAll(FIELD)].flatMap(([, quoted, bare]) => quoted ?? bare ?? []));
}

const FIELD =
  /[`'"“](temperature|top_p|top_k|n|seed|logprobs|top_logprobs|max_tokens|max_completion_tokens|reasoning_effort|thinking)[`'"”]|\b(top_p|top_k|top_logprobs|logprobs|max_tokens|max_completion_tokens|reasoning_effort|enable_thinking|chat_template_kwargs)\b/g;

const TOO_LONG_KINDS =
  /contextlengthexceeded|exceedcontextsize|contextwindowexceeded|stringabovemaxlength|requesttoolarge|prompttoolong|inputtoolong|tokenlimitexceeded|maxpromptlength/;
const LENGTH = /\b(?:tokens?|context|prompt|inputs?|length|characters)\b|上下文|输入|长度/i;
const EXCESS =
  /\btoo (?:long|large|big|many (?:input )?tokens)\b|\b(?:exceed(?:s|ed|ing)?|overflows?|surpass(?:es)?)\b|\b(?:longer|greater|larger|more) than\b|\bmaximum (?:context|prompt|input|allowed|model|sequence)\b|\breduce the (?:length|size|number)\b|\blength should be\b|\bmust be <=|\bcannot exceed\b|超长|超过|过长/i;
const NOT_LENGTH =
  /logprobs|\brate\b|\bquota\b|\bper[- ](?:min|minute|day|hour|second|month)\b|\brequests per\b|\bplease wait\b|\bbudget\b|\bcredits?\b/i;

const FILTER_KINDS =
  /contentfilter|contentpolicy|responsibleai|datainspection|moderation|safetyfilter|^refusal$|invalidprompt|sensitive|guardrail|prohibitedcontent|blocklist/;
const FILTER =
  /content[ _-](?:filter|management policy|policy|moderation|safety)|content exists risk|inappropriate content|flagged (?:as|by|for)|violat\w*[^.]{0,60}(?:usage|content|safety|use) polic|safety (?:system|filter|settings|guidelines)|guardrail|^request blocked\b|sensitive (?:content|words|information)|敏感|不安全|违规/i;

const MODEL_KINDS =
  /^(?:modelnotfound\w*|deploymentnotfound|nosuchmodel|unknownmodel|invalidmodel(?:error|name|id)?|modelnotexist|modeldecommissioned|modelnotfoundexception)$/;
const MODEL = [
  /^(?:the |requested |your )*(?:model|deployment)\b.{0,150}?\b(?:not found|does ?n[o'’]t exist|not exist|has been decommissioned)\b/i,
  /^models\/\S+ is not found\b/i,
  /^(?:invalid|unknown|no such) model\b/i,
  /^no models? (?:is |are )?loaded\b/i,
  /^the provided model identifier is invalid\b/i,
  /^could not resolve the foundation model\b/i,
  /^the api deployment for this resource does not exist\b/i,
  /^no endpoints found for\b/i,
  /^\S+ is not a valid model id\b/i,
  /^模型不存在/,
];

const KEY_KINDS =
  /^(?:apikeyinvalid|invalidapikey|incorrectapikey|invalidapikeyerror|authenticationerror|authenticationfailed|autherror|invalidauthentication\w*|unauthenticated|unrecognizedclientexception|invalidtoken|invalidsignatureexception|invalidaccesstoken)$/;
const KEY =
  /^(?:incorrect api[- ]key|api[- ]key (?:not valid|is invalid|expired)|invalid api[- ]?key|invalid (?:authentication|authorization|bearer|token|credentials|access token)|authentication (?:error|fail|fails|failed)|unable to authenticate|unauthori[sz]ed|login fail|the security token included in the request is invalid)/i;

const QUOTA_KINDS =
  /insufficient(?:quota|balance|credits?|funds)|quotaexceeded|exceeded\w*quota|spend(?:ing)?limit|budgetexceeded|^billing|arrear|accountoverdue|creditlimit|accountsuspended|outofcredits?|paymentrequired/;
const OWN_QUOTA = [
  /^(?:(?:sorry,?|your|the|account|this|selected|model|api|key|organi[sz]ation|team|current|paid|user) ){0,6}(?:insufficient (?:quota|credits?|balance|funds)|(?:credit )?balance (?:is )?(?:too low|insufficient|not enough)|budget (?:has been )?exceeded|key limit exceeded|requires paid balance)/i,
  /^account \S+ is suspended\b/i,
  /^(?:余额不足|账户欠费|您的账户已欠费)/,
];
const QUOTA = [
  /\b(?:insufficient[ _-](?:quota|credits?|balance|funds)|(?:credit )?balance is (?:too low|insufficient)|out of credits?|not enough credits?)\b/i,
  /\b(?:exceeded|reached|used (?:up|all)?|hit|exhausted|over)\b[^.]{0,50}\b(?:quota|monthly|daily|spend(?:ing)? (?:limit|cap)|credits|free allocation|budget)\b/i,
  /\b(?:quota|budget|spend(?:ing)? (?:limit|cap)|credit limit|monthly limit|daily limit|allocation)\b[^.]{0,50}\b(?:exceeded|reached|used up|exhausted)\b/i,
  /(?:\bper[- ]?|\/ ?|By)(?:day|month|week)\b/i,
  /余额不足|欠费|额度.{0,6}(?:用完|不足|耗尽)|无可用资源包/,
];
const SHORT_PERIOD = /\b(?:per[- ]|\/ ?)(?:min|minute|second|hour)\b|\b(?:RPM|TPM)\b/i;

/** Without what gateways put before it: their own error's name, their host's, a status. */
function own(sentences: readonly string[]): readonly string[] {
  return sentences.map((sentence) => {
    let rest = sentence.trim();
    for (let before = ""; before !== rest; ) {
      before = rest;
      rest = rest.replace(WRAPPER, "").trimStart();
    }
    return rest;
  });
}

const WRAPPER =
  /^(?:(?:litellm\.)?[A-Z]\w*(?:Error|Exception)\b(?: -|:)|(?:API |Provider )?Error(?: code)?:?(?: \d{3})?(?: -|:)|HTTP \d{3}:?|\d{3}(?: -|:| )|AiError:|\/\S{1,60}:|An error occurred \(\w+\) when calling the \w+ operation:|Error from provider[^:]{0,80}:)/;

function plain(kind: string): string {
  return kind.toLowerCase().replace(/[^a-z0-9]/g, "");
}
