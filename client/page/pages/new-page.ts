// Where a task owner creates a task: by form or as JSON, two views of one draft that survives a reload, with the starting prompt beside it.

import { html, nothing, type TemplateResult } from "lit";
import type { SettingsInput } from "../../../shared/algorithm/settings.ts";
import { contentOf } from "../../../shared/prompt/render.ts";
import { initialLowerChoice, type SearchSpace } from "../../../shared/prompt/search-space.ts";
import { MAX_LOWER_DIMENSION, type Task } from "../../../shared/prompt/task.ts";
import { recall, remember, t } from "../catalogue/catalogue.ts";
import { copyField } from "../elements/copy-field.ts";
import { promptText } from "../elements/prompt-text.ts";
import { tabList } from "../elements/tabs.ts";
import { linkTo } from "../links.ts";
import { type Checked, checked, draftOf, emptyWriting, jsonOf, type Writing, withJson, writingFrom } from "../owner/create/draft.ts";
import { looseEnds } from "../owner/create/loose-ends.ts";
import { taskForm } from "../owner/create/task-form.ts";
import { failureNote } from "../owner/failure-note.ts";
import type { FieldProblem } from "../owner/fields.ts";
import { field, problemText } from "../owner/fields.ts";
import { createTask, type Failure } from "../owner/owner-api.ts";
import { words } from "../owner/words.ts";
import { definePage } from "./define-page.ts";
import { Page } from "./page.ts";
import { loadSampleTask } from "./sample-task.ts";

const KEPT = "asyndbt-draft";

interface Links {
  readonly invite: string;
  readonly owner: string;
}

class NewPage extends Page {
  static override properties = {
    writing: { state: true },
    tab: { state: true },
    sample: { state: true },
    links: { state: true },
    failure: { state: true },
    busy: { state: true },
    keyNeeded: { state: true },
  };
  declare writing: Writing;
  declare tab: "form" | "json";
  declare sample: { readonly text: string | null; readonly text2: string | null };
  declare links: Links | null;
  declare failure: Failure | null;
  declare busy: boolean;
  /** The aggregator wants its create key. */
  declare keyNeeded: boolean;
  /** In memory only. */
  #createKey = "";
  /** What there is to say of `writing`. */
  #found: Checked;

  constructor() {
    super();
    this.writing = writingFrom(recall(KEPT)) ?? emptyWriting;
    this.#found = checked(this.writing);
    this.tab = this.writing.json === null ? "form" : "json";
    this.sample = { text: null, text2: null };
    this.links = null;
    this.failure = null;
    this.busy = false;
    this.keyNeeded = false;
  }

  #write(writing: Writing): void {
    this.writing = writing;
    this.#found = checked(writing);
    remember(KEPT, JSON.stringify(writing));
  }

  async #create(task: Task, settings: SettingsInput): Promise<void> {
    this.busy = true;
    this.failure = null;
    const { maxParticipants } = this.writing;
    const answer = await createTask({ task, settings, maxParticipants }, this.#createKey.trim());
    this.busy = false;
    if (answer.type === "failed") {
      this.failure = answer;
      if (answer.code !== "create-key-needed") return;
      this.keyNeeded = true;
      await this.updateComplete;
      this.querySelector<HTMLInputElement>("#create-key")?.focus();
      return;
    }
    const { taskId, ownerToken, invite } = answer.value;
    this.#write(emptyWriting);
    this.links = { invite: linkTo("/join", taskId, { invite }), owner: linkTo("/task", taskId, { owner: ownerToken }) };
  }

  override tabTitle(): string {
    return t().frame.newTask;
  }

  override content(): TemplateResult {
    return this.links ? created(this.links) : this.#edit();
  }

  #edit(): TemplateResult {
    const { edit } = words();
    const found = this.#found;
    const takeSample = async (): Promise<void> => {
      this.#write({ ...emptyWriting, draft: draftOf(await loadSampleTask()) });
    };
    return html`<div class="stack">
      <div>
        <h1>${edit.title}</h1>
        <p>${edit.lead}</p>
      </div>
      <div class="split wide-first">
        <section class="card stack" aria-label=${edit.tabs}>
          <div class="row">
            <button type="button" data-action="sample" @click=${takeSample}>${edit.sample}</button>
            <button type="button" class="plain" data-action="empty" @click=${() => this.#write(emptyWriting)}>${edit.empty}</button>
          </div>
          ${tabList({
            id: "task",
            label: edit.tabs,
            tabs: [
              { name: "form", title: edit.form },
              { name: "json", title: edit.json },
            ],
            chosen: this.tab,
            choose: (tab) => {
              this.tab = tab;
            },
          })}
          <div class="stack" role="tabpanel" id="task-panel" aria-labelledby="task-tab-${this.tab}">${this.tab === "form" ? this.#form(found) : this.#json(found)}</div>
          ${this.#submit(found)}
        </section>
        <section class="card stack beside" aria-labelledby="preview-title">${this.#preview(found)}</section>
      </div>
    </div>`;
  }

  #form(found: Checked): TemplateResult {
    const { writing } = this;
    return taskForm({
      draft: writing.draft,
      problems: found.type === "problems" && !untouched(writing) ? found.problems : [],
      maxParticipants: writing.maxParticipants,
      settings: writing.settings,
      change: (change) => this.#write({ ...this.writing, draft: { ...this.writing.draft, ...change }, json: null }),
      changeMaxParticipants: (maxParticipants) => this.#write({ ...this.writing, maxParticipants }),
      changeSettings: (settings) => this.#write({ ...this.writing, settings }),
    });
  }

  #json(found: Checked): TemplateResult {
    const { edit } = words();
    const problems = found.type === "problems" && !untouched(this.writing) ? found.problems : [];
    return field({
      id: "task-json",
      label: edit.jsonLabel,
      value: jsonOf(this.writing),
      rows: 24,
      code: true,
      problems: problems.filter(({ kind }) => kind === "json"),
      onInput: (text) => this.#write(withJson(this.writing, text)),
    });
  }

  #submit(found: Checked): TemplateResult {
    const { edit } = words();
    const problems = found.type === "problems" && !untouched(this.writing) ? found.problems : [];
    return html`${problems.length > 0 ? problemList(problems) : nothing} ${failureNote(this.failure)} ${this.keyNeeded ? this.#keyField() : nothing}
      <div class="row">
        <button
          type="button"
          class="main"
          data-action="create"
          ?disabled=${found.type === "problems" || this.busy}
          @click=${() => (found.type === "task" ? this.#create(found.task, found.settings) : undefined)}
        >
          ${this.busy ? edit.creating : edit.create}
        </button>
        <span class="quiet small">${edit.kept}</span>
      </div>`;
  }

  #keyField(): TemplateResult {
    const { edit } = words();
    const onInput = (value: string): void => {
      this.#createKey = value;
    };
    return field({ id: "create-key", label: edit.createKey, hint: edit.createKeyHint, type: "password", value: this.#createKey, onInput });
  }

  #preview(found: Checked): TemplateResult {
    const { edit } = words();
    const text = this.sample.text ?? edit.previewDefault;
    const text2 = this.sample.text2 ?? edit.previewDefault;
    const pairs = this.writing.draft.example.includes("[SENTENCE2]");
    return html`<h2 id="preview-title">${edit.preview}</h2>
      <p class="quiet small">${edit.previewLead}</p>
      ${field({ id: "preview-text", label: edit.previewText, value: text, rows: 2, onInput: (value) => this.#sampled({ text: value }) })}
      ${pairs ? field({ id: "preview-text2", label: edit.previewText2, value: text2, rows: 2, onInput: (value) => this.#sampled({ text2: value }) }) : nothing}
      ${
        found.type === "task"
          ? html`${looseEndNotes(found.task)}
            <p class="quiet small" data-size>${edit.size(found.space.slots.length, found.space.dimension, MAX_LOWER_DIMENSION)}</p>
            <pre tabindex="0" role="region" aria-label=${edit.preview}>${startingPrompt(found.space, { text, text2 })}</pre>`
          : html`<p class="note">${edit.previewNone}</p>`
      }`;
  }

  #sampled(change: Partial<NewPage["sample"]>): void {
    this.sample = { ...this.sample, ...change };
  }
}

function looseEndNotes(task: Task): TemplateResult {
  const { edit } = words();
  const { phrasesUnseen, unseenIn, unknownLabels } = looseEnds(task);
  return html`${phrasesUnseen ? html`<p class="note" data-kind="warn">${edit.phrasesUnseen}</p>` : nothing}
  ${unseenIn.length > 0 ? html`<p class="note" data-kind="warn">${edit.unseenIn(unseenIn)}</p>` : nothing}
  ${unknownLabels.length > 0 ? html`<p class="note" data-kind="warn">${edit.unknownLabels(unknownLabels)}</p>` : nothing}`;
}

function created(links: Links): TemplateResult {
  const { owner } = t();
  const { created: said } = words();
  return html`<div class="stack">
    <h1 role="status">${said.title}</h1>
    <section class="card stack">${copyField("invite", owner.invite, owner.inviteHint, links.invite)}</section>
    <section class="card stack">${copyField("owner", owner.ownerLink, owner.ownerHint, links.owner)}</section>
    <p class="row">
      <a class="button main" href=${links.owner}>${said.open}</a><a class="button" href=${links.invite}>${said.takePart}</a>
    </p>
  </div>`;
}

/** Nobody is told that fields are empty before anything was written. */
function untouched(writing: Writing): boolean {
  return JSON.stringify(writing) === JSON.stringify(emptyWriting);
}

function problemList(problems: readonly FieldProblem[]): TemplateResult {
  const { edit } = words();
  return html`<div class="note" data-kind="warn" role="status">
    <p>${edit.invalid(problems.length)}</p>
    <ul>
      ${problems.slice(0, 8).map((problem) => html`<li>${problem.field === "" ? nothing : html`<code>${problem.field}</code> `}${problemText(problem)}</li>`)}
    </ul>
  </div>`;
}

function startingPrompt(space: SearchSpace, query: { readonly text: string; readonly text2: string }): string {
  return promptText(contentOf(space, initialLowerChoice(space), []), query, "completion");
}

definePage("asyndbt-new", NewPage);
