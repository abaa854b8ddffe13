import { type components } from './generated/api.js';

type Schemas = components['schemas'];

export type Clip = Schemas['Clip'];
export type ClipDetail = Schemas['ClipDetail'];
export type Reading = Schemas['ClipReading'];
export type CreateGeneration = Schemas['CreateGeneration'];
export type Generation = Schemas['GenerationDetail'];
export type Sample = Schemas['SampleDetail'];
export type Outline = Schemas['Outline'];
