import { type ColumnType } from 'kysely';
import { type Labels } from './stored-values.js';

/** Written by the database when the row is inserted. */
export type CreatedAt = ColumnType<Date, never, never>;
/** Follows from other columns. */
export type Computed<T> = ColumnType<T, never, never>;
/** jsonb that is empty unless somebody says more. */
export type LabelsColumn = ColumnType<Labels, string | undefined, string>;
/** jsonb: read as a value, written as its JSON text, so that every driver treats arrays and objects alike. */
export type Json<T> = ColumnType<T, string, string>;
