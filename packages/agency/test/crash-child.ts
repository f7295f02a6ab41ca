import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { AgencyConfig } from '../src/index.ts';
import { pondPermit } from './services.ts';
import { startAgency } from './start-agency.ts';

/*
 * An agency in a process of its own that kills itself (SIGKILL) right before or right after the COMMIT number `killAt` of its
 * inbox, outbox and cases. `node crash-child.ts <settings.json> <killAt> <before|after>`; 0 never kills.
 */
const [settingsFile = '', killAt = '0', moment = 'before'] = process.argv.slice(2);
const settings = JSON.parse(readFileSync(settingsFile, 'utf8')) as Omit<AgencyConfig, 'services'> & { keyHex: string };

// oxlint-disable-next-line typescript/unbound-method -- called with its database below
const { exec } = DatabaseSync.prototype;
let commits = 0;
DatabaseSync.prototype.exec = function (sql: string): void {
  const strikes = sql === 'COMMIT' && String(this.location()).endsWith('agency.sqlite') && ++commits === Number(killAt);
  if (strikes && moment === 'before') process.kill(process.pid, 'SIGKILL');
  exec.call(this, sql);
  if (strikes) process.kill(process.pid, 'SIGKILL');
};

await startAgency(
  {
    ...settings,
    storage: { folder: settings.storage.folder, key: new Uint8Array(Buffer.from(settings.keyHex, 'hex')) },
    services: [pondPermit(settings.clientId)],
  },
  (agency) => {
    agency.onApplication('pond-permit', async (c) => {
      await c.status('in-progress', { step: 'check' });
      await c.reply(`eins ${c.id}`);
      await c.reply(`zwei ${c.id}`);
      await c.decide({
        outcome: 'approved',
        text: `drei ${c.id}`,
        files: [{ name: 'b.txt', mediaType: 'text/plain', bytes: new TextEncoder().encode(c.id) }],
      });
      await c.close();
    });
  },
);
console.log('ready');
