import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { paramsOf, type View, viewOf } from './view.js';

export type ChangeView = (change: Partial<View>) => void;

/** The view that the address tells of. Another clip is a step that one can go back from; everything else is not. */
export const useView = (): readonly [View, ChangeView] => {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => viewOf(params), [params]);
  const change = useCallback<ChangeView>(
    (wanted) => setParams((now) => paramsOf({ ...viewOf(now), ...wanted }), { replace: wanted.clip === undefined }),
    [setParams],
  );
  return [view, change];
};
