// The English sentences for partners and for people on partners' pages.

import { figuresIn } from "../figures.ts";

const { count } = figuresIn("en");

export const embedEn = {
  title: "Take part here?",
  who: (aggregator: string, site: string): string =>
    `This box is not part of ${site}. It comes from ${aggregator}, whose operator also runs the aggregator of this task.`,
  leaves: (aggregator: string, site: string): readonly string[] => [
    `Your examples and your key stay in this box: neither ${site} nor ${aggregator} receives them. Only the language model that you choose sees examples, inside prompts.`,
    `${aggregator} is told which shared phrases were tried and with what loss, how many answers were right, how many queries that took, and when. As any server it sees your network address.`,
    `${site} is told that you take part, how far the run is and when it ends. No example, no prompt, no result. Examples that ${site} hands to this box it has already.`,
    "Nothing starts before you agree. You can stop, and delete everything here, at any time.",
  ],
  agree: "Agree and go on",
  decline: "No, thank you",
  declined: "You did not agree. Nothing was started and nothing was sent.",
  wrongAttribute: (name: string): string => `The site uses this box wrongly: its attribute “${name}” cannot be used.`,
  servedBy: (aggregator: string): string => `Served by ${aggregator}. Whoever serves this box could change its code.`,
  storageBlocked:
    "This browser does not let a box on another site keep anything. You can take part, but the end of this visit forgets all of it.",
  offer: (site: string, examples: number): string => `${site} offers ${count(examples, "example", "examples")} to add to yours.`,
  offerHint:
    "If you take them, those that you do not have yet are added, and the next run begins anew. Yours stay as they are. The site does not learn which of them you had.",
  acceptOffer: "Add them",
  declineOffer: "No, thank you",
  pageTitle: "Embed a task",
  pageLead:
    "For sites that want their visitors to take part, or that take part with examples of their own. The task's owner first lists the site.",
  link: "Invite link",
  linkHint: "From the task's owner. Everybody who can read your page can read the invite in it.",
  noLink: "This is not an invite link of this aggregator.",
  mode: "How",
  isolated: "A box for visitors: their examples and key stay out of your page's reach",
  inPage: "In your page: you have the examples, no box is shown",
  pin: "Pin this version and check its digest",
  pinHint: "A pinned file never changes. Without, your page takes the newest version within minutes of its release.",
  snippet: "Put this on your page",
  policy: "If your page has a Content-Security-Policy, it needs these sources",
  policyModel: "and the address of the language model under connect-src.",
  more: "More in docs/embedding.md of the source.",
  sites: "Partner sites",
  sitesHint:
    "Sites that may show this task in a frame or take part from their own pages. One exact origin a line, such as https://example.org.",
  saveSites: "Save the list",
  wrongSites: (lines: readonly string[]): string =>
    `Nothing was saved. Not an exact origin, such as https://example.org, without a path: ${lines.join(", ")}`,
  savedSites: "Saved. Pages of sites that are no longer listed are disconnected.",
};
