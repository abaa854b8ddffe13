/**
 * The API key in a browser. `npm start` hands it over in the link that it prints, behind the `#`: a browser sends that part to
 * no server, so no log has it, and only a page of this origin can read it. It is taken out of the address at once and kept in
 * this origin's storage, where a policy without foreign scripts guards it.
 */
const name = 'echocohort.key';

const keyPattern = /^#key=(ec_[\w-]+)$/;

type KeyStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** A page, as far as handing over goes. */
export interface Page {
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
  readonly localStorage: KeyStorage;
}

/**
 * Keeps the key of a link that brings one, and makes the address one that can be shown to anybody.
 * @returns whether there was one
 */
export const takeHandedKey = ({ location, history, localStorage }: Page): boolean => {
  const key = keyPattern.exec(location.hash)?.[1];
  if (key === undefined) return false;
  keepKey(localStorage, key);
  history.replaceState(null, '', `${location.pathname}${location.search}`);
  return true;
};

export const keptKey = (storage: KeyStorage): string | null => storage.getItem(name);
export const keepKey = (storage: KeyStorage, key: string): void => storage.setItem(name, key);
export const forgetKey = (storage: KeyStorage): void => storage.removeItem(name);
