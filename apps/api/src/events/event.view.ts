import { type EventRow } from '@echocohort/platform';
import { type EventView } from './events.schema.js';

/** An event as the API shows it, in a page and in a stream. */
export const eventView = ({ sequence, kind, subjectId, at, data }: EventRow): EventView => ({
  ...{ sequence, kind, subjectId, at: at.toISOString(), data },
});
