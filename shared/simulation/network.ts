// The network of a simulation: every message takes the same time, and a faulty network loses some and delivers others twice.

import type { Rng } from "../math/random.ts";
import type { SimulationOptions } from "./simulation-options.ts";
import type { SimulationEvent, VirtualClock } from "./virtual-clock.ts";

export class Network {
  readonly #clock: VirtualClock;
  readonly #options: Pick<SimulationOptions, "networkMs" | "faults">;
  readonly #random: Rng;
  #bytesUp = 0;
  #bytesDown = 0;

  /** `random` decides the faults; without faults it is not drawn from. */
  constructor(clock: VirtualClock, options: Pick<SimulationOptions, "networkMs" | "faults">, random: Rng) {
    this.#clock = clock;
    this.#options = options;
    this.#random = random;
  }

  /** Sent by participants, and by the aggregator, whether it arrived or not. */
  get bytes(): { readonly bytesUp: number; readonly bytesDown: number } {
    return { bytesUp: this.#bytesUp, bytesDown: this.#bytesDown };
  }

  up(who: number, text: string): void {
    this.#bytesUp += text.length;
    this.#carry({ type: "uplink", who, text });
  }

  down({ who, visit }: { readonly who: number; readonly visit: number }, text: string): void {
    this.#bytesDown += text.length;
    this.#carry({ type: "downlink", who, visit, text });
  }

  #carry(event: SimulationEvent): void {
    const { faults, networkMs } = this.#options;
    if (faults && this.#random() < faults.loss) return;
    this.#clock.after(networkMs, event);
    if (faults && this.#random() < faults.duplicate) this.#clock.after(networkMs, event);
  }
}
