/**
 * Writes small zip archives, also wrong ones.
 * @module
 */
import { crc32, deflateRawSync } from "node:zlib";

/** One member of an archive. */
export interface Member {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly deflate?: boolean;
  /** What the archive says about the size, where that is not the truth. */
  readonly statedSize?: number;
  /** General purpose bit flags, such as 1 for encrypted and 0x800 for a name in UTF-8. */
  readonly flags?: number;
  /** Where the archive says that it begins, where that is not the truth. */
  readonly statedStart?: number;
  /** The checksum that the archive states, where that is not the truth. */
  readonly statedCrc?: number;
}

/** The bytes of a zip archive (APPNOTE 6.3: local headers and data, central directory, its end). */
export function zip(members: readonly Member[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, deflate = false, flags = 0, ...stated } of members) {
    const { statedSize = bytes.length, statedStart = offset, statedCrc = crc32(bytes) } = stated;
    const data = deflate ? deflateRawSync(bytes) : Buffer.from(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    // 2020-02-03 04:05:06, without a zone.
    common.writeUInt16LE((4 << 11) | (5 << 5) | 3, 6);
    common.writeUInt16LE((40 << 9) | (2 << 5) | 3, 8);
    common.writeUInt32LE(statedCrc, 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(statedSize, 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const entry = Buffer.concat([signature("PK\x03\x04"), common, Buffer.from(name), data]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(statedStart, 10);
    central.push(
      Buffer.concat([signature("PK\x01\x02"), Buffer.from([20, 0]), common, tail, Buffer.from(name)]),
    );
    local.push(entry);
    offset += entry.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(members.length, 4);
  end.writeUInt16LE(members.length, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, signature("PK\x05\x06"), end]);
}

function signature(text: string): Buffer {
  return Buffer.from(text, "latin1");
}
