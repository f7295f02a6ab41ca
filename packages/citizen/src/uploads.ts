import type { Channel } from '@posthorn/channel';
import { isPosthornError, PosthornError, sha256, type Attachment, type EncryptedFile } from '@posthorn/protocol';
import { readJson, jsonToBytes, type CitizenStore } from './store.ts';

/** A file of the person before it has been uploaded, and after. */
export type OwnAttachment = Omit<Attachment, 'file'> & { file: EncryptedFile | null };

/** Bytes brought to the homeserver so far, and in all. */
export type Progress = (sent: number, total: number) => void;

/** The person's files: kept on this device until they are uploaded, and uploaded once only. */
export class Uploads {
  readonly #channel: Channel;
  readonly #store: CitizenStore;
  readonly #running = new Map<string, Promise<EncryptedFile>>();

  constructor(channel: Channel, store: CitizenStore) {
    this.#channel = channel;
    this.#store = store;
  }

  /** Keeps a file's bytes on this device. */
  async keep(id: string, bytes: Uint8Array): Promise<void> {
    await this.#store.write(new Map([[fileName(id), bytes]]));
  }

  /** The bytes of a file that is on this device, or null. */
  async kept(id: string): Promise<Uint8Array | null> {
    return this.#store.read(fileName(id));
  }

  /** Forgets a file on this device. */
  async drop(id: string): Promise<void> {
    await this.#store.write(
      new Map([
        [fileName(id), null],
        [uploadName(id), null],
      ]),
    );
  }

  /** Where the encrypted file lies, uploaded now if it was not before. */
  async uploaded(attachment: OwnAttachment, onProgress?: Progress): Promise<EncryptedFile> {
    if (attachment.file) return attachment.file;
    const before = await readJson<EncryptedFile>(this.#store, uploadName(attachment.id));
    if (before) return before;
    const running = this.#running.get(attachment.id);
    if (running) return running;
    const upload = this.#upload(attachment, onProgress).finally(() => this.#running.delete(attachment.id));
    this.#running.set(attachment.id, upload);
    return upload;
  }

  /** Like `uploaded`, but null while the homeserver is away: the file stays on this device until then. */
  async uploadedIfReachable(attachment: OwnAttachment, onProgress?: Progress): Promise<EncryptedFile | null> {
    try {
      return await this.uploaded(attachment, onProgress);
    } catch (error) {
      if (isPosthornError(error, 'homeserver-unreachable')) return null;
      throw error;
    }
  }

  async #upload(attachment: OwnAttachment, onProgress?: Progress): Promise<EncryptedFile> {
    const bytes = await this.kept(attachment.id);
    if (!bytes || (await sha256(bytes)) !== attachment.sha256) {
      throw new PosthornError('file-gone', 'A file of the draft is neither at the homeserver nor on this device.', {
        mend: 'Attach the file again, or submit on the device where it was attached.',
      });
    }
    const file = await this.#channel.upload(bytes, onProgress);
    await this.#store.write(
      new Map([
        [uploadName(attachment.id), jsonToBytes(file)],
        [fileName(attachment.id), null],
      ]),
    );
    return file;
  }
}

function fileName(id: string): string {
  return `file/${id}`;
}

function uploadName(id: string): string {
  return `upload/${id}`;
}
