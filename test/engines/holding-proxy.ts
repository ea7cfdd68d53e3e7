// Stands between a browser and a server, and can hold a request back before the server sees it.

import { connect, createServer, type Socket } from "node:net";

export interface HoldingProxy {
  readonly origin: string;
  /** The next request whose beginning contains the text is held until its connection ends; resolves when it has come. */
  hold(text: string): Promise<void>;
  close(): void;
}

export async function startHoldingProxy(target: string): Promise<HoldingProxy> {
  let held: { readonly text: string; came(): void } | null = null;
  const sockets = new Set<Socket>();
  const server = createServer((inward) => {
    const { hostname, port } = new URL(target);
    const outward = connect(Number(port), hostname);
    for (const [from, to] of [
      [inward, outward],
      [outward, inward],
    ] as const) {
      sockets.add(from);
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
    }
    inward.on("data", (bytes) => {
      if (!held || !bytes.includes(held.text)) return void outward.write(bytes);
      held.came();
      held = null;
      inward.removeAllListeners("data").resume();
    });
    outward.pipe(inward);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    hold: (text) =>
      new Promise((came) => {
        held = { text, came };
      }),
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
