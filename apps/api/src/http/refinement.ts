/** What a schema of fields alone lets pass, for schemas that share it: `schema.refine(...refinement)`. */
export type Refinement<T> = [holds: (value: T) => boolean, about: { path: string[]; error: string }];
