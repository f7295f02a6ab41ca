import { useEffect, useState } from 'react';
import { forgetConnectLink, keepConnectLink, waitingConnectLink } from '../../session/connect-link.ts';

/** The link that is being looked at: from the address, from a code, or pasted. */
export function useConnectLink(): [link: string | null, setLink: (link: string | null) => void] {
  const [link, setLink] = useState(waitingConnectLink);
  useEffect(() => {
    forgetConnectLink();
    const look = (): void => {
      keepConnectLink();
      const next = waitingConnectLink();
      forgetConnectLink();
      if (next !== null) setLink(next);
    };
    globalThis.addEventListener('hashchange', look);
    return () => globalThis.removeEventListener('hashchange', look);
  }, []);
  return [link, setLink];
}
