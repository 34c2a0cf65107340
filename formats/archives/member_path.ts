/**
 * How photos inside archives and videos are named: `album.zip!/2019/a.jpg`.
 * @module
 */

/** Stands between the path of an archive and the name of its member. */
const MARK = "!/";

/** Whether a name is that of an archive. */
export function isArchiveName(path: string): boolean {
  return /\.zip$/iu.test(path);
}

/** The path of an archive's member, or of a video's frame. */
export function memberPath(archive: string, name: string): string {
  return archive + MARK + name;
}

/** Whether a path may be that of a member. */
export function isMemberPath(path: string): boolean {
  return memberPlaces(path).length > 0;
}

/** A path of a member in its two parts. */
export interface MemberPlace {
  readonly archive: string;
  readonly name: string;
}

/** Names in archives have at most 65,535 bytes, and paths of files 4,096. */
const MAX_LENGTH = 70_000;

/** More places than a path that somebody means has. */
const MAX_PLACES = 16;

/** All that a path may mean if it is not a file's own: folders too may be called `a.zip!`. */
export function memberPlaces(path: string): MemberPlace[] {
  if (path.length > MAX_LENGTH) return [];
  return [...path.matchAll(/\.\w+(?=!\/)/gu)].slice(0, MAX_PLACES).map(({ index, 0: { length } }) => {
    const end = index + length;
    return { archive: path.slice(0, end), name: path.slice(end + MARK.length) };
  });
}
