import { type Clip, type ClipDetail, type EchoClient, EchoProblem, type Sample } from '@echocohort/client';
import { keepPreviousData, useQueries, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { type FrameSet } from '../clip/frame-set.js';
import { loadSource, loadTwin } from '../clip/load-frames.js';
import { useClient } from './client-context.js';

/** What a twin is made of. */
export interface TwinWish {
  readonly clipId: string;
  readonly ef: number;
  readonly seed: number;
  readonly observed: readonly number[];
}

export interface Twin {
  readonly sample: Sample;
  readonly frames: FrameSet;
}

export type TwinQuery = UseQueryResult<Twin>;

/** How often a clip that is being read is looked at. */
const lookEveryMs = 400;
const clipsShown = 12;

export const useClips = (): UseQueryResult<Clip[]> => {
  const { api } = useClient();
  return useQuery({
    queryKey: ['clips'],
    staleTime: 0,
    queryFn: async ({ signal }) =>
      ((await api.GET('/v1/clips', { params: { query: { limit: clipsShown } }, signal })).data?.items ?? []) as Clip[],
  });
};

export const useClip = (id: string): UseQueryResult<ClipDetail> => {
  const client = useClient();
  return useQuery({
    queryKey: ['clip', id],
    queryFn: ({ signal }) => client.getClip(id, signal),
    refetchInterval: ({ state }) => (state.data?.reading?.status === 'pending' ? lookEveryMs : false),
  });
};

/** Its frames are there at once; once it is read, with their outlines. */
export const useSource = (clip: ClipDetail): UseQueryResult<FrameSet> => {
  const client = useClient();
  return useQuery({
    queryKey: ['source', clip.id, clip.reading?.status],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => loadSource(client, clip, signal),
  });
};

/** How many frames a model looks at most; one, until that is known. */
export const useReferencesMost = (model: string | undefined): number => {
  const { api } = useClient();
  const { data } = useQuery({
    queryKey: ['models'],
    queryFn: async ({ signal }) => (await api.GET('/v1/models', { signal })).data?.items ?? [],
  });
  return data?.find(({ name }) => name === model)?.limits.observedFramesMax ?? 1;
};

/** Makes a twin, or finds the one that the same wish has made: on another page, or before this one was loaded again. */
const makeTwin = async (client: EchoClient, wish: TwinWish, signal: AbortSignal): Promise<Twin> => {
  const { clipId, ef, seed, observed } = wish;
  const request = { clipId, targetEf: ef, seed, ...(observed.length > 0 && { observedFrames: [...observed] }) };
  const idempotencyKey = `studio-${clipId}-${ef}-${seed}-${observed.join('.')}`;
  const finished = async (options: { idempotencyKey?: string }) => {
    const { id } = await client.generate(request, { ...options, signal });
    return client.waitForGeneration(id, { signal });
  };
  const first = await finished({ idempotencyKey });
  // What failed before may go well now.
  const { id } = first.status === 'succeeded' ? first : await finished({});
  const sample = await client.getSample(`${id}-0`, signal);
  if (sample.status !== 'succeeded')
    throw new EchoProblem({
      code: sample.error?.code ?? 'internal',
      detail: sample.error?.message ?? 'The twin was not made.',
      status: 422,
    });
  return { sample, frames: await loadTwin(client, sample, signal) };
};

const twinQuery = (client: EchoClient, wish: TwinWish, enabled: boolean) => ({
  queryKey: ['twin', wish.clipId, wish.ef, wish.seed, wish.observed.join('.')],
  queryFn: ({ signal }: { signal: AbortSignal }) => makeTwin(client, wish, signal),
  enabled,
});

/** The model brightens what it looks at; beside its twin a source is shown as bright. */
export const asBright = (source: FrameSet | undefined, twin: Twin | undefined): FrameSet | undefined =>
  source && { ...source, gain: twin?.sample.provenance?.intensityGain ?? 1 };

/** The last twin stays until the next one is there. */
export const useTwin = (wish: TwinWish, enabled: boolean): TwinQuery =>
  useQuery({ ...twinQuery(useClient(), wish, enabled), placeholderData: keepPreviousData });

/** The same wish at several EFs. */
export const useTwins = (wish: TwinWish, efs: readonly number[], enabled: boolean): TwinQuery[] => {
  const client = useClient();
  return useQueries({ queries: efs.map((ef) => twinQuery(client, { ...wish, ef }, enabled)) });
};

/** A value, once it has stood still. */
export const useDebounced = <T>(value: T, settledMs: number): T => {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settledMs);
    return () => clearTimeout(timer);
  }, [value, settledMs]);
  return settled;
};
