/**
 * What can be done with the album, and what is said when it is done.
 * @module
 */
import { NOBODY_HERE } from "./core.ts";
import type { Desk } from "./desk.ts";
import { count } from "./dom.ts";
import type { FaceActions } from "./face_actions.ts";
import { askPerson } from "./person_dialog.ts";
import { showPhoto } from "./photo_dialog.ts";
import { photosShown } from "./photos_view.ts";

/** Everything that views may do. */
export interface AlbumActions extends FaceActions {
  /** Says whether the two faces of a near miss are one person. */
  answer(pair: number, same: boolean): void;
}

/** @param announce Says something that changed nothing. */
export function albumActions(desk: Desk, announce: (message: string) => void): AlbumActions {
  const { review, album } = desk;
  const actions: AlbumActions = {
    move(faces) {
      if (faces.length === 0) return;
      const whose = new Set(faces.map((face) => review.personOf(face)));
      const except = whose.size === 1 ? [...whose][0]! : NOBODY_HERE;
      askPerson(
        desk,
        {
          title: `Whose ${faces.length === 1 ? "face is this" : "faces are these"}?`,
          except,
          mayBeNew: true,
        },
        (choice) => {
          if ("person" in choice)
            desk.take(
              { type: "move", faces, to: choice.person },
              `${count(faces.length, "face")} moved to ${desk.nameOf(choice.person)}`,
            );
          else
            desk.take(
              { type: "found", faces, name: choice.name },
              `${choice.name} has ${count(faces.length, "face")}`,
            );
        },
      );
    },
    release(faces) {
      if (faces.length > 0)
        desk.take(
          { type: "release", faces },
          `${count(faces.length, "face")} taken out; the next grouping finds out whose`,
        );
    },
    ignore(faces) {
      if (faces.length > 0) desk.take({ type: "ignore", faces }, `${count(faces.length, "face")} ignored`);
    },
    show(face) {
      const { photo } = album.faces[face]!;
      const person = review.personOf(face);
      const photos = person >= 0 ? photosShown(desk, person) : [photo];
      showPhoto(desk, photos, photo, face, actions);
    },
    merge(person) {
      askPerson(desk, { title: "Who is the same person?", except: person, mayBeNew: false }, (choice) => {
        if ("person" in choice) joinPeople(desk, person, choice.person);
      });
    },
    rename(person, name) {
      const wrong = review.problemOf(name);
      if (wrong !== undefined) {
        announce(`This cannot be a name: ${wrong}`);
        return;
      }
      const namesake = review.personNamed(name);
      desk.take(
        { type: "name", person, name },
        namesake === undefined ? `Named ${name}` : `Joined with ${name}, who was here already`,
      );
      if (namesake !== undefined) location.replace(`#person-${namesake}`);
    },
    answer(place, same) {
      const { type, faces } = album.pairs[place]!;
      if (type === "same" && same) joinPeople(desk, review.personOf(faces[0]), review.personOf(faces[1]));
      else if (type === "different" && !same) actions.release([faces[0]]);
      else desk.take({ type: "pair", same, faces }, same ? "The same person" : "Different people");
    },
  };
  return actions;
}

/** Makes two people one: a name stays, and else the larger. */
function joinPeople(desk: Desk, a: number, b: number): void {
  const { review } = desk;
  const size = (person: number) => (desk.isUnnamed(person) ? 0 : 1e9) + review.facesOf(person).length;
  const [from, into] = size(a) > size(b) ? [b, a] : [a, b];
  desk.take({ type: "merge", from, into }, `${desk.nameOf(from)} and ${desk.nameOf(into)} are one person`);
  if (location.hash === `#person-${from}`) location.replace(`#person-${into}`);
}
