import { spawn } from 'node:child_process';
import { root } from './paths.mjs';
import { lifeSigns, say } from './progress.mjs';
import { reasonIn, SetupFailure } from './failure.mjs';

const children = new Set();
let stopped = false;

/** Ends what is under way, because one step failed or somebody pressed Ctrl-C. Nothing is started afterwards. */
export function stopAll() {
  stopped = true;
  for (const child of children) child.kill('SIGTERM');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    stopAll();
    process.exit(130);
  });
}

/** Runs a command, shows that it lives, and resolves to how it ended with everything it printed. */
export function run(step, command, args, { newsIn = () => undefined, env = {} } = {}) {
  if (stopped) return Promise.resolve({ ok: false, output: '' });
  return new Promise((resolve) => {
    const signs = lifeSigns(step);
    let output = '';
    const child = spawn(command, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.add(child);
    const take = (chunk) => {
      output += chunk;
      for (const line of String(chunk).split('\n')) {
        const news = newsIn(line);
        if (news) signs.news(news);
      }
    };
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    const end = (ok) => {
      children.delete(child);
      signs.end();
      resolve({ ok, output });
    };
    child.once('error', (error) => {
      output += String(error);
      end(false);
    });
    child.once('close', (code) => end(code === 0));
  });
}

/** Runs a command that fetches something: twice more if only the network failed, and with a clear sentence if it fails for good. */
export async function fetchWith(what, command, args, options) {
  for (let attempt = 1; ; attempt++) {
    const result = await run(what, command, args, options);
    if (result.ok) return result;
    const reason = reasonIn(result.output);
    if (reason === 'disk-full') throw SetupFailure.diskFull();
    if (reason !== 'network') return result;
    if (attempt === 3) throw SetupFailure.networkAway(what);
    say(`${what}: the network did not answer, trying again`);
  }
}

/** The last lines of a command's output that say something, for a failure nobody foresaw. */
export function lastWords(output) {
  const lines = output.split('\n').filter((line) => /\S/.test(line) && !/^npm (warn|http|info|notice)/.test(line));
  return lines.slice(-6).join('\n');
}
