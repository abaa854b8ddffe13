import { type Bundle } from '../bundle/bundle.js';
import { checkGoldenResult, goldenRequest } from '../bundle/golden-test.js';
import { reread } from '../request/sample-reading.js';
import { type SampleRequest, type SampleResult } from '../request/sample-request.js';
import { type Difference, type Sampler } from '../sampler.js';

export const worstOf = (found: readonly Difference[]): Difference => ({
  meanLevels: Math.max(...found.map(({ meanLevels }) => meanLevels)),
  maxLevels: Math.max(...found.map(({ maxLevels }) => maxLevels)),
});

/**
 * Makes the golden sample in every lane at once and holds each copy against the one that came with the bundle.
 * @param copies in each lane's call
 * @param make makes them in one call
 * @returns the worst of the differences
 * @throws EchoError `bundle-invalid` when one is off, or as `make` does
 */
export const tryGolden = async (
  bundle: Bundle,
  sampler: Pick<Sampler, 'read'>,
  { lanes, copies }: { readonly lanes: number; readonly copies: number },
  make: (requests: readonly SampleRequest[]) => Promise<SampleResult[]>,
): Promise<Difference> => {
  const request = await goldenRequest(bundle);
  const requests = Array.from({ length: copies }, () => request);
  const results = (await Promise.all(Array.from({ length: lanes }, () => make(requests)))).flat();
  const check = async (result: SampleResult): Promise<Difference> =>
    checkGoldenResult(bundle, await reread(bundle.manifest, sampler, request, result));
  return worstOf(await Promise.all(results.map(check)));
};
