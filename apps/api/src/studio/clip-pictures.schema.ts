import { clipIdSchema } from '@echocohort/shared';
import { z } from 'zod';
import { exampleIds } from '../openapi/examples.js';
import { efMethod } from '../samples/samples.schema.js';

export const clipOutlineSchema = z
  .object({
    id: clipIdSchema,
    model: z.string().meta({ description: 'Whose readers looked at the clip' }),
    width: z.int().meta({ description: "Of the model's frame, px" }),
    height: z.int().meta({ description: "Of the model's frame, px" }),
    framesPerSecond: z.number().nullable().meta({ description: 'Of the whole clip; null when the file did not say' }),
    efMethod: z.literal(efMethod).meta({ description: 'What makes a volume of an outline' }),
    frames: z
      .array(z.int())
      .meta({ description: 'The frames of the clip that were read, in the order of all lists here' }),
    polygons: z
      .array(z.array(z.tuple([z.number(), z.number()])))
      .meta({ description: "A closed polygon a frame: its points as x and y in px of the model's frame" }),
    volumes: z
      .array(z.number())
      .meta({ description: 'Area-length volume a frame, px³; in the same unit as that of a twin by this model' }),
  })
  .meta({ id: 'ClipOutline', description: 'The left ventricle in each read frame of a clip, as a model sees it' });
export type ClipOutlineView = z.infer<typeof clipOutlineSchema>;

export const clipOutlineExample: ClipOutlineView = {
  id: clipIdSchema.parse(exampleIds.clip),
  model: 'echo-motion',
  width: 112,
  height: 112,
  framesPerSecond: 30,
  efMethod,
  frames: [0, 1],
  polygons: [
    [
      [44.2, 21.7],
      [70.9, 58.3],
      [51.6, 84],
    ],
    [
      [45.1, 25],
      [67.3, 57.8],
      [51.9, 82.4],
    ],
  ],
  volumes: [48_312.5, 44_127.1],
};
