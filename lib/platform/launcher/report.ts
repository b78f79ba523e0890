/** One line for the person who started the command. */
export function say(line: string): void {
  console.log(line);
}

/** Does slow work, and says how long it took if that was more than a moment. */
export async function timed<T>(done: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = (performance.now() - start) / 1000;
  if (seconds >= 1) say(`${done} in ${seconds.toFixed(1)} s.`);
  return result;
}
