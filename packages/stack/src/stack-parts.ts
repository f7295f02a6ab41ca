import { join } from 'node:path';
import type { EidClient } from '@posthorn/eid';
import { eidPart } from './eid-part.ts';
import { gatewayPart, sampleAgencies } from './gateway-part.ts';
import { Homeserver } from './homeserver.ts';
import { operatorPart } from './operator-part.ts';
import { mailboxPart } from './mailbox-part.ts';
import type { Part } from './part.ts';
import { pushPart } from './push-part.ts';
import { agencyPassword } from './secrets.ts';
import { signedInPage } from './sign-in.ts';
import { usualParts, type PartName, type StackOptions } from './stack-options.ts';
import type { StackSetting } from './stack-setting.ts';
import { synapsePart } from './synapse.ts';

/** The parts that are wanted, each ready to be started. */
export function partsOf(options: StackOptions, setting: StackSetting): Part[] {
  const { dataDir, ports, secrets } = setting;
  const homeserver = new Homeserver(setting.homeserver);
  const wanted = options.parts ?? usualParts;
  const makers: Record<PartName, () => Part[]> = {
    eid: () => [
      eidPart({
        port: ports.eid,
        dataDir: join(dataDir, 'eid'),
        clients: [homeserverClient(setting.homeserver.url, options.eidClientSecret ?? secrets.oidcClient)],
        testPersons: options.testPersons ?? setting.temporary,
      }),
    ],
    homeserver: () => [
      synapsePart({
        port: ports.homeserver,
        serverName: options.serverName ?? 'localhost',
        dataDir: join(dataDir, 'homeserver'),
        eidUrl: setting.eidUrl,
        signInPages: [
          signedInPage,
          `${setting.directoryUrl}/`,
          `${setting.mailboxUrl}/`,
          ...(options.signInPages ?? []),
        ],
        secrets,
      }),
    ],
    operator: () => [
      operatorPart({ port: ports.directory, url: setting.directoryUrl, dataDir: join(dataDir, 'operator') }),
    ],
    mailbox: () => [
      mailboxPart({
        port: ports.mailbox,
        url: setting.mailboxUrl,
        homeserverUrl: setting.homeserver.url,
        directoryUrl: setting.directoryUrl,
        // The app offers notifications where somebody sends them.
        ...(wanted.includes('push') ? { pushUrl: setting.pushUrl } : {}),
      }),
    ],
    push: () => [
      pushPart({
        port: ports.push,
        dataDir: join(dataDir, 'push'),
        mailboxUrl: setting.mailboxUrl,
        mailFile: setting.mailFile,
      }),
    ],
    gateways: () =>
      (options.agencies ?? sampleAgencies).map((agency) => {
        const password = agencyPassword(secrets, agency);
        return gatewayPart({
          agency,
          port: ports.gateways[agency],
          dataDir: join(dataDir, 'agencies', agency),
          homeserverUrl: setting.homeserver.url,
          directoryUrl: setting.directoryUrl,
          password,
          register: async () => void (await homeserver.register(agency, password)),
        });
      }),
  };
  return wanted.filter((name) => name !== 'homeserver' || !options.homeserver).flatMap((name) => makers[name]());
}

function homeserverClient(homeserverUrl: string, clientSecret: string): EidClient {
  const redirectUri = new URL('/_synapse/client/oidc/callback', homeserverUrl).href;
  return { clientId: 'homeserver', name: 'Posthorn', clientSecret, redirectUris: [redirectUri] };
}
