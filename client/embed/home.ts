// Where this script came from: the aggregator that serves it, whichever page loads it.

export const home: string = new URL(import.meta.url).origin;
