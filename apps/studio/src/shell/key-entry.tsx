import { createClient } from '@echocohort/client';
import { type SubmitEvent, useState } from 'react';
import { wordsOf } from '../api/words-of.js';
import './shell.css';

interface KeyEntryProps {
  readonly onKey: (key: string) => void;
}

/** Asks for a key, and takes none that the API does not know. */
export const KeyEntry = ({ onKey }: KeyEntryProps) => {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const enter = async (apiKey: string) => {
    setBusy(true);
    setError(null);
    try {
      await createClient({ baseUrl: '', apiKey }).api.GET('/v1/models');
      onKey(apiKey);
    } catch (problem) {
      setError(wordsOf(problem).title);
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const key = new FormData(event.currentTarget).get('key');
    if (typeof key === 'string' && key.trim() !== '') void enter(key.trim());
    else setError('Paste a key first. It begins with ec_.');
  };
  return (
    <main className="key-entry">
      <form onSubmit={submit}>
        <h1>EchoCohort studio</h1>
        <p>Echocardiogram clips with the ejection fraction that you ask for. All of them synthetic.</p>
        <label htmlFor="key">API key</label>
        <input id="key" name="key" type="password" autoComplete="off" placeholder="ec_…" aria-describedby="key-help" />
        {error !== null && <p role="alert">{error}</p>}
        <p id="key-help" className="quiet">
          The link that <code>npm start</code> prints brings it along. On a server, whoever runs it makes one for you.
          It stays in this browser.
        </p>
        <button type="submit" className="primary" disabled={busy}>
          {busy ? 'Trying the key…' : 'Open the studio'}
        </button>
      </form>
    </main>
  );
};
