import { useEffect, useRef, useState, type RefObject } from 'react';
import { readQrCode } from './qr-scanner-reader.ts';

/** How a camera does. */
export type CameraState = 'starting' | 'looking' | 'refused' | 'missing';

/** Milliseconds between two looks: reading a picture takes a while, and the page has to stay alive. */
const pause = 150;

/** Looks through the camera until there is a QR code in the picture. The camera is let go as soon as nobody looks any more. */
export function useCamera(onCode: (text: string) => void): {
  video: RefObject<HTMLVideoElement | null>;
  state: CameraState;
} {
  const video = useRef<HTMLVideoElement>(null);
  const [state, setState] = useState<CameraState>('starting');
  const newest = useRef(onCode);
  useEffect(() => {
    newest.current = onCode;
  }, [onCode]);
  useEffect(() => {
    const stopping = new AbortController();
    const { signal } = stopping;
    void look(video, signal, setState).then((text) => text !== null && !signal.aborted && newest.current(text));
    return () => stopping.abort();
  }, []);
  return { video, state };
}

async function look(
  video: RefObject<HTMLVideoElement | null>,
  signal: AbortSignal,
  tell: (state: CameraState) => void,
): Promise<string | null> {
  let stream: MediaStream | null = null;
  const stop = (): void => stream?.getTracks().forEach((track) => track.stop());
  try {
    stream = await openCamera();
    signal.addEventListener('abort', stop);
    const screen = video.current;
    if (signal.aborted || screen === null) return null;
    screen.srcObject = stream;
    await screen.play();
    tell('looking');
    return await firstCode(screen, signal);
  } catch (error) {
    if (!signal.aborted) tell(isRefusal(error) ? 'refused' : 'missing');
    return null;
  } finally {
    stop();
  }
}

function openCamera(): Promise<MediaStream> {
  const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment', ...size } });
}

async function firstCode(screen: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  while (!signal.aborted) {
    const text = readQrCode(screen, { width: screen.videoWidth, height: screen.videoHeight });
    if (text !== null) return text;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return null;
}

function isRefusal(error: unknown): boolean {
  return error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'SecurityError');
}
