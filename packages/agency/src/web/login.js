/* The sign-in page: asks every second how the sign-in stands, and shows it. */
const step = document.querySelector('#step');
const pause = 1000;
let timer;

async function look() {
  clearTimeout(timer);
  try {
    const response = await fetch('/login/state', { cache: 'no-store', headers: { accept: 'application/json' } });
    if (!response.ok) throw new Error('not now');
    const { state } = await response.json();
    show('#offline', false);
    if (state === 'signed-in') return await showNext();
    if (state === 'expired') return showExpired();
  } catch {
    show('#offline', true);
  }
  timer = setTimeout(() => void look(), pause);
}

/** The server knows what comes next: its page is put in the place of this one. */
async function showNext() {
  const response = await fetch(location.href, { cache: 'no-store' });
  const page = new DOMParser().parseFromString(await response.text(), 'text/html');
  document.title = page.title;
  step.dataset.state = 'signed-in';
  step.replaceChildren(...page.querySelector('#step').childNodes);
}

function showExpired() {
  show('#waiting', false);
  show('#expired', true);
}

function show(selector, isShown) {
  document.querySelector(selector).hidden = !isShown;
}

if (step.dataset.state === 'waiting') {
  timer = setTimeout(() => void look(), pause);
  // Back from the app on this device: the timer may have slept.
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && step.dataset.state === 'waiting') void look();
  });
}
