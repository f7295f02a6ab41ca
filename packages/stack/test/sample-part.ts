import type { Part } from '../src/part.ts';

/** A part of a few lines that answers on a port, and crashes with a word in its log when asked for /crash. */
export function samplePart(name: string, port: number, more: Partial<Part> & { delay?: number } = {}): Part {
  const { delay = 0, ...rest } = more;
  const program = `
    const { createServer } = require('node:http');
    console.log('${name} begins');
    const server = createServer((request, response) => {
      if (request.url !== '/crash') return response.end('here');
      console.error('the ink is dry');
      process.exit(3);
    });
    setTimeout(() => server.listen(${port}, '127.0.0.1'), ${delay});`;
  return {
    name,
    command: process.execPath,
    args: ['-e', program],
    port,
    readyUrl: `http://127.0.0.1:${port}/`,
    mend: 'Fill the inkwell.',
    ...rest,
  };
}
