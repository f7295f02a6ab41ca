/** One figure of a benchmark. `goal` is what it has to reach: at least (`min`) or at most (`max`). */
export interface Metric {
  value: number;
  unit: string;
  goal?: { min: number } | { max: number };
}

export type Metrics = Record<string, Metric>;

export interface BenchOptions {
  /** also the runs that take many minutes */
  long: boolean;
  /** fewer rounds and accounts: to see that a benchmark works */
  quick: boolean;
  /** processes of a server that may have several */
  processes?: number;
  progress: (line: string) => void;
}

export type Bench = (options: BenchOptions) => Promise<Metrics>;

/** The value below which the given share (0 to 1) of the samples lies. */
export function percentile(samples: number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/** The middle value. */
export function median(samples: number[]): number {
  return percentile(samples, 0.5);
}

export function printTable(name: string, metrics: Metrics): void {
  console.log(`\n${name}`);
  for (const [metric, { value, unit, goal }] of Object.entries(metrics)) {
    const holds = goalHolds(metrics[metric] as Metric);
    const verdict = holds === null ? '' : `${goalText(goal)} ${holds ? 'holds' : 'MISSED'}`;
    console.log(`  ${metric.padEnd(46)} ${rounded(value).toString().padStart(10)} ${unit.padEnd(14)} ${verdict}`);
  }
}

/** The last line of a `--json` run; its form is kept by every benchmark. */
export function toJson(bench: string, metrics: Metrics): string {
  const entries = Object.entries(metrics).map(([name, metric]) => [
    name,
    { value: rounded(metric.value), unit: metric.unit, goal: goalNumber(metric.goal), holds: goalHolds(metric) },
  ]);
  return JSON.stringify({ bench, metrics: Object.fromEntries(entries) });
}

function goalHolds({ value, goal }: Metric): boolean | null {
  if (!goal) return null;
  return 'min' in goal ? value >= goal.min : value <= goal.max;
}

function goalNumber(goal: Metric['goal']): number | null {
  if (!goal) return null;
  return 'min' in goal ? goal.min : goal.max;
}

function goalText(goal: Metric['goal']): string {
  if (!goal) return '';
  return 'min' in goal ? `at least ${goal.min}:` : `at most ${goal.max}:`;
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
