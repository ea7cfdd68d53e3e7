// Progress of a long download as a few lines, fit for a terminal and for a log.

/** Reports at every tenth; the first call only sets where it begins. */
export function percentLines(totalBytes: number, onProgress: (line: string) => void): (presentBytes: number) => void {
  let told: number | undefined;
  return (presentBytes) => {
    const tenth = Math.floor((10 * presentBytes) / totalBytes);
    if (told !== undefined && tenth > told) onProgress(`${tenth * 10} % of ${Math.round(totalBytes / 1e6)} MB`);
    told = tenth;
  };
}
