import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { isPublicAddress, resolveByNameServers } from '@posthorn/serving';
import { decode, encode } from 'dns-packet';
import { expect, test } from 'vitest';

test('an address is public only when the internet would carry it', () => {
  const inner =
    '0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.53 168.63.129.16 169.254.169.254 172.16.0.1 192.0.0.1 192.168.1.1 198.18.0.1 224.0.0.1 ' +
    '240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:192.168.0.1 64:ff9b::a00:1 fc00::1 fd00:ec2::254 fe80::1 ' +
    'fec0::1 ff02::1 2001:db8::1 2002:7f00:1:: 2001::1 nonsense';
  expect(inner.split(' ').filter(isPublicAddress)).toEqual([]);
  expect('1.1.1.1 185.15.59.224 2620:0:862:ed1a::1 ::ffff:1.1.1.1'.split(' ').every(isPublicAddress)).toBe(true);
});

test('names are asked of the name servers; one that never answers costs its own time alone', async () => {
  const nameServer = createSocket('udp4').bind(0, '127.0.0.1');
  await once(nameServer, 'listening');
  await using parts = new AsyncDisposableStack();
  parts.defer(() => void nameServer.close());
  nameServer.on('message', (message, { port }) => {
    const { id = 0, questions = [] } = decode(message);
    const [question] = questions;
    if (question === undefined || question.name === 'silent.example') return;
    const knows = question.name === 'service.example' && question.type === 'A';
    const answers = knows ? [{ type: 'A' as const, name: question.name, ttl: 1, data: '93.184.216.34' }] : [];
    nameServer.send(encode({ type: 'response', id, questions, answers }), port, '127.0.0.1');
  });
  const resolve = resolveByNameServers([`127.0.0.1:${nameServer.address().port}`]);
  const silent = Array.from({ length: 8 }, () => resolve('silent.example'));
  const order = Promise.race([
    Promise.allSettled(silent).then(() => 'silence'),
    resolve('service.example').then(([address]) => address),
  ]);
  expect(await order).toBe('93.184.216.34');
  await expect(resolve('unknown.example')).rejects.toThrow('ENODATA');
});
