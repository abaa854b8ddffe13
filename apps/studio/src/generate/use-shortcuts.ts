import { useEffect } from 'react';

/** What a key does, by its name; `space` is the space bar. */
export type Shortcuts = Readonly<Record<string, () => void>>;

const writes = 'input:not([type=range]), textarea, select';

/** Whether a key is for the element that has the focus: text, a slider's arrows, a button's space. */
const isTaken = (target: EventTarget | null, key: string): boolean => {
  if (!(target instanceof Element)) return false;
  if (target.matches(writes)) return true;
  if (key.startsWith('arrow')) return target.matches('[type=range]');
  return key === 'space' && target.matches('button, a');
};

/** Keys for the whole page, beside what its controls do themselves. */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
      const act = shortcuts[key];
      if (act === undefined || isTaken(event.target, key)) return;
      event.preventDefault();
      act();
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, [shortcuts]);
};
