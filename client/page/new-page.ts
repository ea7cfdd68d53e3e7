// Where a task owner creates a task: from the sample or from JSON, with a look at the starting prompt before anything is sent.

import { html, nothing, type TemplateResult } from "lit";
import * as v from "valibot";
import { contentOf } from "../../shared/prompt/render.ts";
import { initialLowerChoice, searchSpaceOf } from "../../shared/prompt/search-space.ts";
import { type Task, taskSchema } from "../../shared/prompt/task.ts";
import { createTaskSchema } from "../../shared/protocol/messages.ts";
import { t } from "./catalogue/catalogue.ts";
import { copyField } from "./copy-field.ts";
import { linkTo } from "./links.ts";
import { createTask } from "./owner-api.ts";
import { Page } from "./page.ts";
import { fieldValue } from "./panel.ts";
import { promptText } from "./prompt-text.ts";
import { loadSampleTask } from "./sample-task.ts";

interface Links {
  readonly invite: string;
  readonly owner: string;
}

class NewPage extends Page {
  static override properties = { text: { state: true }, links: { state: true }, failure: { state: true }, busy: { state: true } };
  declare text: string;
  declare links: Links | null;
  declare failure: { readonly code: string; readonly message: string } | null;
  declare busy: boolean;

  constructor() {
    super();
    this.text = "";
    this.links = null;
    this.failure = null;
    this.busy = false;
  }

  async #create(task: Task): Promise<void> {
    this.busy = true;
    this.failure = null;
    const answer = await createTask(v.parse(createTaskSchema, { task }));
    this.busy = false;
    if (answer.type === "failed") {
      this.failure = answer;
      return;
    }
    const { taskId, ownerToken, invite } = answer.value;
    this.links = { invite: linkTo("/join", taskId, { invite }), owner: linkTo("/task", taskId, { owner: ownerToken }) };
  }

  override content(): TemplateResult {
    return this.links ? this.#created(this.links) : this.#form();
  }

  #form(): TemplateResult {
    const { owner } = t();
    const read = readTask(this.text);
    const takeSample = async (): Promise<void> => {
      this.text = JSON.stringify(await loadSampleTask(), null, 2);
    };
    const onInput = (event: Event): void => {
      this.text = fieldValue(event);
    };
    return html`<div class="stack">
      <div>
        <h1>${owner.newTitle}</h1>
        <p>${owner.newLead}</p>
      </div>
      <div class="split">
        <section class="card stack">
          <div><button data-action="sample" @click=${takeSample}>${owner.sample}</button></div>
          <label for="task-json">${owner.own}</label>
          <textarea id="task-json" class="code tall" spellcheck="false" .value=${this.text} @input=${onInput}></textarea>
          ${"problem" in read && this.text.trim() !== "" ? html`<p class="note" data-kind="bad" role="alert">${owner.invalid} ${read.problem}</p>` : nothing}
          ${this.failure ? html`<p class="note" data-kind="bad" role="alert">${this.failure.message} <a href="/help#${this.failure.code}">${t().moreHelp}</a></p>` : nothing}
          <div>
            <button
              class="main"
              data-action="create"
              ?disabled=${"problem" in read || this.busy}
              @click=${() => ("task" in read ? this.#create(read.task) : undefined)}
            >
              ${this.busy ? owner.creating : owner.create}
            </button>
          </div>
        </section>
        <section class="card stack">
          <h2>${owner.preview}</h2>
          ${"task" in read ? preview(read.task) : html`<p class="quiet">–</p>`}
        </section>
      </div>
    </div>`;
  }

  #created(links: Links): TemplateResult {
    const { owner } = t();
    return html`<div class="stack">
      <h1 role="status">${owner.created}</h1>
      <section class="card stack">${copyField("invite", owner.invite, owner.inviteHint, links.invite)}</section>
      <section class="card stack">${copyField("owner", owner.ownerLink, owner.ownerHint, links.owner)}</section>
      <p class="row">
        <a class="button main" href=${links.owner}>${owner.open}</a><a class="button" href=${links.invite}>${owner.takePart}</a>
      </p>
    </div>`;
  }
}

function readTask(text: string): { readonly task: Task } | { readonly problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : "" };
  }
  const parsed = v.safeParse(taskSchema, value);
  if (parsed.success) return { task: parsed.output };
  const [issue] = parsed.issues;
  return { problem: `${v.getDotPath(issue) ?? ""} ${issue.message}`.trim() };
}

function preview(task: Task): TemplateResult {
  const { owner } = t();
  const space = searchSpaceOf(task);
  return html`<p class="quiet small">${owner.size(space.slots.length, space.dimension)}</p>
    <pre tabindex="0">${promptText(contentOf(space, initialLowerChoice(space), []), { text: owner.previewText, text2: owner.previewText }, "completion")}</pre>`;
}

customElements.define("asyndbt-new", NewPage);
