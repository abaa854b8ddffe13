import { providers } from '@echocohort/sampler';
import { z } from 'zod';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const pieceSchema = z.object({ file: z.string().regex(/^[\w.-]+$/), sizeBytes: z.int().positive(), sha256 });

/** What lies in a pack: archives, each in pieces that can be brought one by one and in any order. */
export const packManifestSchema = z
  .object({
    version: z.literal(1),
    commit: z.string(),
    provider: z.enum(providers),
    /** Unpacked below the target's `app` in this order. */
    archives: z
      .array(z.object({ name: z.string(), sizeBytes: z.int().positive(), sha256, pieces: z.array(pieceSchema).min(1) }))
      .min(1),
  })
  .superRefine(({ archives }, context) => {
    const files = archives.flatMap(({ pieces }) => pieces.map(({ file }) => file));
    if (new Set(files).size < files.length) context.addIssue({ code: 'custom', message: 'a piece is named twice' });
    for (const { name, sizeBytes, pieces } of archives)
      if (pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0) !== sizeBytes)
        context.addIssue({ code: 'custom', message: `the pieces of ${name} do not make its size` });
  });
export type PackManifest = z.infer<typeof packManifestSchema>;
export type PackedArchive = PackManifest['archives'][number];
export type Piece = PackedArchive['pieces'][number];
