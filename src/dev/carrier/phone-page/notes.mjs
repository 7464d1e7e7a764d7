// @ts-check
/** @import { Note } from './shapes.js' */
/** @import { Store } from './state.mjs' */
import { byId, element, keepChildren } from './element.mjs';
import { faultTitle } from './fault-kinds.mjs';
import { timeOf } from './times.mjs';

/** What the carrier did last, a line for each thing. @param {Store} store */
export function showNotes(store) {
  store.listen(({ notes }) => {
    byId('no-notes').hidden = notes.length > 0;
    keepChildren(byId('notes'), notes, {
      key: ({ seq }) => String(seq),
      create: (note) => element('li', {}, element('time', { datetime: note.at }, timeOf(note.at)), wordsOf(note)),
    });
  });
}

/** @param {Note} note */
function wordsOf(note) {
  const again = (note.attempt ?? 1) > 1 ? `, at try ${note.attempt}` : '';
  const answered = note.httpStatus === null ? 'got no answer' : `answered ${note.httpStatus}`;
  switch (note.type) {
    case 'create':
      return creationWords(note);
    case 'inbound':
      return `Handed the phone’s text to Parley, which ${answered}${again}.`;
    case 'report':
      return `Told Parley “${note.status}”; it ${answered}${again}.`;
    case 'lookup':
      return note.httpStatus === null
        ? 'Let a look-up of Parley’s go unanswered.'
        : `Answered a look-up of Parley’s with ${note.httpStatus}.`;
    case 'fault-set':
      return `A fault was set: ${faultTitle(note.fault?.kind ?? '')}.`;
    case 'fault-cleared':
      return 'A fault was cleared.';
    case 'faults-cleared':
      return 'All faults were cleared.';
    default:
      return note.type;
  }
}

/** @param {Note} note */
function creationWords({ outcome, httpStatus, code, faults = [] }) {
  const because = faults.length > 0 ? ` (fault: ${faults.map(faultTitle).join(', ')})` : '';
  switch (outcome) {
    case 'accepted':
      return `Took a text from Parley and answered ${httpStatus}${because}.`;
    case 'refused':
      return `Refused a text from Parley with ${httpStatus}, code ${code}${because}.`;
    case 'dropped-after-accept':
      return `Took a text from Parley and hung up${because}.`;
    default:
      return `Hung up on a text from Parley${because}.`;
  }
}
