// The words that providers' errors are made of, as far as they may be shown: no names, nothing of what people write to a model about. A
// word that is missing here is shown as "…", which costs a little clarity; a word too many would be a way for private text to get into a
// message.

export const PROVIDER_WORDS: ReadonlySet<string> = wordsOf(`
  accepted access account accounts activate active add added address admin administrator afford aggregate allocated allocation allow
  allowed allows already api applied aren't argument arguments array arrears assistant attempt attempts attribute auth authenticate
  authenticated authentication authorised authorization authorized availability available backend backoff bad balance bandwidth batch
  bearer beta billing blocked body boolean budget busy cache call called calls can't cannot cap capacity card cents change characters
  charge chat chat_template_kwargs check choose chunk class classified client cloud code complete completion completions compute
  concurrency concurrent configuration configure configured connect connection consider contact contained contains content contents
  context contract control cooldown corresponding cost couldn't count country create created credential credentials credit credits cuda
  current currently custom daily data date day days decode default deleted denied dependency deployed deployment deployments deprecated
  detail details detected developer device disable disabled documentation documents doesn't dollars don't down due duration edit empty
  enable enable_thinking enabled endpoint endpoints engine enough ensure enterprise error errors exceed exceeded exceeding exceeds
  exception exist existing exists expected expire expired explicit external extra fail failed fails failure fallback features fetch few
  fewer field fields file filter filtered filtering final find finish finished first flagged following forbidden format found free
  frequency frequency_penalty full function functions funds future gateway generate generated generation get gguf given global got gpu granted
  greater group guard guardrail guardrails guidelines handle handler hasn't haven't header headers healthy high higher host hosts hour
  hourly hours however http id identifier illegal immediately inactive include included incorrect increase index inf inference information
  initialise initialize input inputs inside instance instances instead insufficient integer internal interval invalid invoice invoices
  invoke invoked isn't issue issues json just key keys kind known kv large larger last later latest learn length level license limit
  limited limits list load loaded loading local location log logged login logit_bias logprobs long longer low lower lowest made
  maintenance malformed manage management manually match matching max max_completion_tokens max_new_tokens max_tokens maximum member
  memory message messages metadata method methods min minimum minute minutes missing mode model models moderation modified modify month
  monthly multiple n_ctx name named names nan native necessary need needed needs negative network neurons new next nonexistent nothing
  null number numbers object offline old once one online oom operation operations operator option options order organisation organization
  other output outputs outside overload overloaded own page paid parallel param parameter parameters parse parsed parsing part partner
  path pay payment pending perform period permission permissions permitted plan plans platform point policies policy port possible prefill
  prefix prepaid presence presence_penalty present previous price pricing privacy problem process processed processing product production
  project prompt prompts properties property protected provide provided provider providers provisioned proxy purchase query queue queued
  quota quotas raise range rate rates raw reach reached read reading reasoning reasoning_effort receive received recharge reduce reducing
  reference refresh refuse refused region regions reject rejected rejects released remaining remove removed renew repeat replace replica
  request requested requesting requests require require_parameters required requires reset resets resource resources respond response
  response_format restart restarting restricted restriction result retried retry retrying return returned returns review role route router
  rpd rpm rules run running runtime safe safety sampling save schema scope second seconds secret security see seed select selected send
  sending sent sequence server servers service services session set setting settings several shared short shorten shutdown signed
  simultaneous single size slot slots soon sorry space specified specify spend spending spent split standard start started starting state
  status still stop stopped stream stream_options streaming string structured subscribe subscription succeed success such sufficient
  suggest supply support supported supports suspended switch system team temperature template temporarily temporary tenant terms text
  thinking thought threshold throttled throttling tier time timed timeout times token tokens tool tool_choice tools top top_k top_logprobs
  top_p topup total tpd tpm traffic training trial true truncate truncated try turn type types unable unauthorised unauthorized
  unavailable unexpected unicode unit unknown unless unload unloaded unprocessable unrecognized unsupported until update updated upgrade
  upstream usage use used user users uses using utf valid validate validation value values verified verify version via violate violated
  violates violating violation visit vram wait waiting warning wasn't week weekly whether window won't worker workers workspace wrong year
  years yet
`);

/** They carry no meaning by themselves, so they may be shown although nearly every prompt holds them. */
export const FUNCTION_WORDS: ReadonlySet<string> = wordsOf(`
  a an the this that these those it its is are was were be been being am do does did has have had can could may might must should would
  will shall not no nor or and but if of in on at by to from for with without as than then so only also more most less least too very any
  all each both either there here what which when while how your you we our us they their i my me please again only per up out over under
  before after between into through about because
`);

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
