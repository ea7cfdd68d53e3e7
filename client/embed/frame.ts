// The host's side of a frame with the aggregator's page in it: opens it, meets it, and notices when it does not answer.

import { expose, type Remote, wrap } from "comlink";
import {
  BRIDGE,
  CONNECT,
  type FrameApi,
  type FrameEvent,
  type FrameSettings,
  HOST_METHODS,
  type HostApi,
  READY,
  REFUSED,
} from "./bridge.ts";
import { NOT_LISTED, policyError, refuses, UNFIT } from "./embed-error.ts";
import { guardedPort } from "./guarded-port.ts";

/** Scripts, and an origin of its own: without that the frame would have no storage. It cannot navigate the host; links open new tabs. */
const SANDBOX = "allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox";
/** A page that has loaded says so at once; one that a browser refused to show never does. */
const PATIENCE_MS = 4_000;
const HEIGHT_PX = { least: 160, most: 20_000 } as const;

export interface FrameOptions {
  /** Origin. */
  readonly aggregator: string;
  readonly task: string;
  readonly title: string;
  readonly settings: () => FrameSettings;
  /** Called with each new page in the frame: once, and again after it was reloaded. */
  onConnect(api: Remote<FrameApi>): void;
  onEvent(event: FrameEvent): void;
}

export interface Frame {
  readonly element: HTMLIFrameElement;
  close(): void;
}

/** The caller puts `element` where it should be seen. */
export function openFrame({ aggregator, task, title, settings, onConnect, onEvent }: FrameOptions): Frame {
  const element = document.createElement("iframe");
  const closing = new AbortController();
  const { signal } = closing;
  let ports: readonly MessagePort[] = [];
  let patience: ReturnType<typeof setTimeout> | undefined;
  let refused = false;
  const refuse = (code: string, message: string): void => {
    refused = true;
    clearTimeout(patience);
    onEvent({ type: "refused", code, message });
  };
  const host: HostApi = {
    report: onEvent,
    resize(heightPx) {
      element.style.height = `${Math.min(HEIGHT_PX.most, Math.max(HEIGHT_PX.least, Math.ceil(heightPx)))}px`;
    },
  };
  const meet = (): void => {
    refused = false;
    clearTimeout(patience);
    for (const port of ports) port.close();
    const [calls, reports] = [new MessageChannel(), new MessageChannel()];
    ports = [calls.port1, reports.port1];
    expose(host, guardedPort(reports.port1, HOST_METHODS));
    element.contentWindow?.postMessage({ type: CONNECT, bridge: BRIDGE }, aggregator, [calls.port2, reports.port2]);
    const api = wrap<FrameApi>(calls.port1);
    void api.configure(settings());
    onConnect(api);
  };
  const onMessage = ({ source, origin, data }: MessageEvent<unknown>): void => {
    if (source === null || source !== element.contentWindow || origin !== aggregator || typeof data !== "object" || data === null) return;
    if (!("type" in data)) return;
    if (data.type === READY) meet();
    else if (data.type === REFUSED && "code" in data) {
      if (data.code === "wrong-origin") refuse("wrong-origin", NOT_LISTED(self.origin));
      else refuse(String(data.code), UNFIT.get(data.code) ?? "The aggregator does not serve this task here. Check task and aggregator.");
    }
  };
  addEventListener("message", onMessage, { signal });
  document.addEventListener(
    "securitypolicyviolation",
    (event) => {
      if (event.effectiveDirective !== "frame-src" || !refuses(event, aggregator)) return;
      refuse("content-policy", policyError(`frame-src ${aggregator}`).message);
    },
    { signal },
  );
  element.addEventListener(
    "load",
    () => {
      if (ports.length > 0 || refused) return;
      patience = setTimeout(() => {
        refuse(
          "no-answer",
          `The page of ${aggregator} did not open: it cannot be reached, or a page around this one is not listed by the task's owner.`,
        );
      }, PATIENCE_MS);
    },
    { signal },
  );
  element.setAttribute("sandbox", SANDBOX);
  element.allow = "cross-origin-isolated; clipboard-write";
  element.referrerPolicy = "no-referrer";
  element.title = title;
  const query = new URLSearchParams({ host: self.origin });
  element.src = `${aggregator}/embed/task/${encodeURIComponent(task)}?${query}`;
  return {
    element,
    close() {
      closing.abort();
      clearTimeout(patience);
      for (const port of ports) port.close();
      element.remove();
    },
  };
}
