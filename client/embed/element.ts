// <asyndbt-participant>: the aggregator's own page in a frame, where examples, key and Web Worker live out of the partner's reach. The
// element passes on what the frame reports, as events, and a few requests, as methods.

import type { Remote } from "comlink";
import { type FrameApi, type FrameEvent, type FrameOutcome, type FrameSettings, type FrameStyle, STYLE_PROPERTIES } from "./bridge.ts";
import { NOT_LISTED } from "./embed-error.ts";
import { type Frame, openFrame } from "./frame.ts";
import { home } from "./home.ts";
import type { Example } from "./in-page/api.ts";

const PLACE = ["task", "aggregator", "seat"];
const LOOK = ["invite", "theme", "lang"];

export class AsyndbtParticipantElement extends HTMLElement {
  static readonly observedAttributes = [...PLACE, ...LOOK];
  #frame: Frame | null = null;
  #api: Remote<FrameApi> | null = null;
  #last: FrameEvent | null = null;
  #waiting: ((api: Remote<FrameApi> | null) => void)[] = [];
  #opening = false;

  /** What was reported last, for whoever began to listen late. */
  get status(): FrameEvent | null {
    return this.#last;
  }

  /** Begins to tune, once the person in front of the frame has agreed and chosen a language model. */
  start(): Promise<FrameOutcome> {
    return this.#ask((api) => api.start());
  }

  pause(): Promise<FrameOutcome> {
    return this.#ask((api) => api.pause());
  }

  /** Hands over examples that the page has anyway. They are added to those that the frame already keeps. */
  provideExamples(examples: readonly Example[]): Promise<FrameOutcome> {
    return this.#ask((api) => api.provideExamples(examples));
  }

  connectedCallback(): void {
    addEventListener("pageshow", this.#onReturn);
    this.#reopen();
  }

  disconnectedCallback(): void {
    removeEventListener("pageshow", this.#onReturn);
    this.#close();
    this.#answerWaiting();
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.isConnected) return;
    if (PLACE.includes(name)) this.#reopen();
    else void this.#api?.configure(this.#settings());
  }

  /** WebKit keeps a page that was left. The frame has then ended its worker, and its old ports lead nowhere. */
  readonly #onReturn = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) this.#reopen();
  };

  /** Several attributes set one after the other open one frame. Who waits for the frame then waits for that one. */
  #reopen(): void {
    if (this.#opening) return;
    this.#opening = true;
    queueMicrotask(() => {
      this.#opening = false;
      this.#close();
      if (this.isConnected) this.#open();
    });
  }

  #open(): void {
    const task = this.getAttribute("task") ?? "";
    if (task === "") return;
    if (self.origin === "null") {
      // Later, so that a page that has just made the element hears it.
      setTimeout(() => this.#report({ type: "refused", code: "wrong-origin", message: NOT_LISTED("null") }));
      return;
    }
    this.#frame = openFrame({
      aggregator: new URL(this.getAttribute("aggregator") ?? home, document.baseURI).origin,
      task,
      title: this.getAttribute("title") ?? "AsynDBT",
      settings: () => this.#settings(),
      onConnect: (api) => {
        this.#api = api;
        this.#showFrame();
        this.#answerWaiting();
      },
      onEvent: (event) => this.#report(event),
    });
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    this.#frame.element.setAttribute("part", "frame");
    root.append(this.#frame.element);
  }

  #close(): void {
    this.#frame?.close();
    this.shadowRoot?.replaceChildren();
    this.#frame = null;
    this.#api = null;
    this.#last = null;
  }

  #report(event: FrameEvent): void {
    this.#last = event;
    const { type, ...detail } = event;
    if (type === "refused") {
      this.#showRefusal(event);
      this.#answerWaiting();
    }
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** In the frame's place when there is no page in it to say so. */
  #showRefusal({ message }: Extract<FrameEvent, { type: "refused" }>): void {
    if (this.#api) return;
    const note = document.createElement("p");
    note.setAttribute("part", "refusal");
    note.setAttribute("role", "alert");
    note.textContent = message;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    if (this.#frame) this.#frame.element.hidden = true;
    root.querySelector("p")?.remove();
    root.append(note);
  }

  /** The page in it has answered after all. */
  #showFrame(): void {
    if (this.#frame) this.#frame.element.hidden = false;
    this.shadowRoot?.querySelector("p")?.remove();
  }

  async #ask(request: (api: Remote<FrameApi>) => Promise<FrameOutcome>): Promise<FrameOutcome> {
    const refused = this.#last?.type === "refused" ? this.#last : null;
    const api = this.#api ?? (refused ? null : await new Promise<Remote<FrameApi> | null>((resolve) => this.#waiting.push(resolve)));
    if (api) return request(api);
    const { code, message } = this.#last?.type === "refused" ? this.#last : { code: "closed", message: "The element is not on a page." };
    return { type: "failed", code, message };
  }

  #answerWaiting(): void {
    for (const resolve of this.#waiting.splice(0)) resolve(this.#api);
  }

  #settings(): FrameSettings {
    const computed = getComputedStyle(this);
    const style = Object.fromEntries(
      STYLE_PROPERTIES.map((name) => [name, computed.getPropertyValue(`--asyndbt-${name}`).trim()] as const).filter(
        ([, value]) => value !== "",
      ),
    ) satisfies FrameStyle;
    return {
      invite: this.getAttribute("invite"),
      seat: this.getAttribute("seat") ?? "",
      theme: this.getAttribute("theme") ?? "auto",
      language: this.lang || document.documentElement.lang,
      style,
    };
  }
}

const sheet = new CSSStyleSheet();
sheet.replaceSync(
  ":host{display:block}:host([hidden]){display:none}iframe{display:block;width:100%;height:22rem;border:0}iframe[hidden]{display:none}",
);
