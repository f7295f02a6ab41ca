const started = Date.now();
const lifeSignEvery = 5_000;

/** One line with the seconds since the start. */
export function say(line) {
  console.log(`${String(Math.round((Date.now() - started) / 1000)).padStart(4)} s  ${line}`);
}

/** Says every few seconds what a long step is at; returns what to call with news and what to call at its end. */
export function lifeSigns(step) {
  let latest = '';
  const timer = setInterval(() => say(`${step} … ${latest}`.trimEnd()), lifeSignEvery);
  return {
    news: (text) => {
      latest = text;
    },
    end: () => clearInterval(timer),
  };
}
