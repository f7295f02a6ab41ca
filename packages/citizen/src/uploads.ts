import type { Channel } from '@posthorn/channel';
import { PosthornError, sha256, type Attachment, type EncryptedFile } from '@posthorn/protocol';
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

  /**
   * The bytes of a file, from this device or from the homeserver.
   *
   * @throws PosthornError `file-gone`, `file-corrupt`, `homeserver-unreachable`
   */
  async bytes(attachment: OwnAttachment): Promise<Uint8Array> {
    const { id, size } = attachment;
    const kept = await this.kept(id);
    if (kept) return kept;
    const file = attachment.file ?? (await readJson<EncryptedFile>(this.#store, uploadName(id)));
    if (!file) throw fileGone();
    const bytes = await this.#channel.download(file, size);
    if (bytes.length === size && (await sha256(bytes)) === attachment.sha256) return bytes;
    throw new PosthornError('file-corrupt', 'The file is not the one that was attached.', {
      mend: 'Remove it and attach the file again.',
    });
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

  /** Uploads what was not uploaded before; progress is that of all files together. */
  async uploadAll(attachments: readonly OwnAttachment[], onProgress?: Progress): Promise<Attachment[]> {
    const total = attachments.reduce((sum, { size }) => sum + size, 0);
    const uploaded: Attachment[] = [];
    let before = 0;
    let told = -1;
    const tell = (sent: number): void => {
      if (sent > told) onProgress?.(sent, total);
      told = Math.max(told, sent);
    };
    for (const attachment of attachments) {
      const { size } = attachment;
      // What is sent is counted encrypted, what is shown is the file.
      const file = await this.uploaded(attachment, (sent, all) =>
        tell(before + Math.floor((sent / Math.max(all, 1)) * size)),
      );
      uploaded.push({ ...attachment, file });
      before += size;
      tell(before);
    }
    return uploaded;
  }

  async #upload(attachment: OwnAttachment, onProgress?: Progress): Promise<EncryptedFile> {
    const bytes = await this.kept(attachment.id);
    if (!bytes || (await sha256(bytes)) !== attachment.sha256) {
      throw fileGone();
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

function fileGone(): PosthornError {
  return new PosthornError('file-gone', 'A file of the draft is neither at the homeserver nor on this device.', {
    mend: 'Attach the file again, or submit on the device where it was attached.',
  });
}

function fileName(id: string): string {
  return `file/${id}`;
}

function uploadName(id: string): string {
  return `upload/${id}`;
}
