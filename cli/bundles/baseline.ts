// The oldest browsers that the page, its worker and the embedding files are built for. README.md and the page's own sentence name them,
// too. Chrome 120 is also Edge 120 and Samsung Internet 25. Older ones lack `AbortSignal.any`, which a run cannot do without.

export const BASELINE = { chrome: "120", edge: "120", firefox: "124", safari: "17.4" } as const;

/** As vite and esbuild write it. */
export const buildTarget: string[] = Object.entries({ ...BASELINE, ios: BASELINE.safari }).map(([name, version]) => name + version);
