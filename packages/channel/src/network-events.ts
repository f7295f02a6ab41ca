/** What a browser says of its network. Its word that there is none comes at once; a request that hangs fails only minutes later. */
export interface NetworkListener {
  onLost: () => void;
  onBack: () => void;
}

/** Listens to the browser until the returned function is called. Elsewhere nobody says anything. */
export function listenToNetwork({ onLost, onBack }: NetworkListener): () => void {
  const { window } = globalThis as { window?: Window };
  window?.addEventListener('offline', onLost);
  window?.addEventListener('online', onBack);
  return () => {
    window?.removeEventListener('offline', onLost);
    window?.removeEventListener('online', onBack);
  };
}
