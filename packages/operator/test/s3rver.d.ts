declare module '@20minutes/s3rver' {
  import type { RequestListener } from 'node:http';

  /** The part of the S3 server that the tests use. It takes the credentials `S3RVER` / `S3RVER` and checks signatures. */
  export default class S3rver {
    constructor(options: {
      directory: string;
      silent: boolean;
      configureBuckets: { name: string; configs: string[] }[];
    });
    configureBuckets(): Promise<unknown>;
    callback(): RequestListener;
  }
}
