/** Why the set-up cannot go on: one sentence that says what is wrong and what to do. */
export class SetupFailure extends Error {
  static diskFull() {
    return new SetupFailure('The disk is full: free about 2 GB and start again; what was half done is done anew.');
  }

  static networkAway(what) {
    return new SetupFailure(
      `${what} could not be fetched because the network does not answer: check the connection (and the proxy settings of npm and pip), then start again.`,
    );
  }
}

/** What a failed command's output tells about the reason. */
export function reasonIn(output) {
  if (/ENOSPC|no space left on device/i.test(output)) return 'disk-full';
  if (networkSigns.test(output)) return 'network';
  return 'other';
}

const networkSigns =
  /ETIMEDOUT|ECONNRESET|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|ERR_SOCKET_TIMEOUT|timed? ?out|temporary failure (in name resolution|resolving)|connection (broken|refused|reset)|network is unreachable|name or service not known|failed to establish a new connection|proxyerror|could not resolve/i;
