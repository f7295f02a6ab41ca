import type { Channel, Pusher } from '@posthorn/channel';
import type { Language } from '@posthorn/protocol';

/** Whom to tell of mail: a browser (its push subscription), or an e-mail address (the token that the push gateway gave for it). */
export type NotificationTarget =
  | { kind: 'web-push'; gatewayUrl: string; endpoint: string; p256dh: string; auth: string; language: Language }
  | { kind: 'email'; gatewayUrl: string; token: string; language: Language };

/** A way in which the person is told of mail. */
export interface NotificationSetting {
  kind: NotificationTarget['kind'];
  /** `p256dh` of the subscription, or the token */
  pushkey: string;
  /** base URL of the push gateway */
  gatewayUrl: string;
  language: string;
}

const appIds: Record<NotificationTarget['kind'], string> = {
  'web-push': 'org.posthorn.mailbox.web',
  email: 'org.posthorn.mailbox.email',
};
const NOTIFY = '/_matrix/push/v1/notify';

/** How the person is told of mail when no device looks: that there is some, and nothing else. */
export class Notifications {
  readonly #channel: Channel;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** All of this account, those of other devices, too. */
  async list(): Promise<NotificationSetting[]> {
    const pushers = await this.#channel.pushers();
    return pushers.flatMap((pusher) => toSetting(pusher) ?? []);
  }

  /**
   * Adds one; the same pushkey again replaces it. Ends with the session of this device.
   *
   * @throws PosthornError `homeserver-unreachable`, `homeserver-refused`
   */
  async set(target: NotificationTarget): Promise<void> {
    const { kind, language } = target;
    const appId = appIds[kind];
    const url = new URL(NOTIFY, target.gatewayUrl).href;
    if (kind === 'email') await this.#channel.setPusher({ appId, url, language, pushkey: target.token, data: {} });
    else {
      const { p256dh: pushkey, endpoint, auth } = target;
      await this.#channel.setPusher({ appId, url, language, pushkey, data: { endpoint, auth } });
    }
  }

  /** Removes one, of whichever kind. */
  async remove(pushkey: string): Promise<void> {
    for (const pusher of await this.#channel.pushers()) {
      if (pusher.pushkey === pushkey && toSetting(pusher)) await this.#channel.removePusher(pusher);
    }
  }
}

/** Null for what another app of the person has set up. */
function toSetting({ appId, pushkey, url, language }: Pusher): NotificationSetting | null {
  const kind = appId === appIds.email ? 'email' : appId === appIds['web-push'] ? 'web-push' : null;
  return kind && { kind, pushkey, gatewayUrl: url.replace(NOTIFY, ''), language };
}
