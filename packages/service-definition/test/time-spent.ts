/** Milliseconds that this thread has computed since `process.threadCpuUsage()`: what else the machine does does not count. */
export function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
