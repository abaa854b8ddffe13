import { createClient } from '@echocohort/client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { Redirect, Route, Router, Switch } from 'wouter';
import { ClientContext } from './api/client-context.js';
import { isWorthRetrying } from './api/words-of.js';
import { GeneratePage } from './generate/generate-page.js';
import { KeyEntry } from './shell/key-entry.js';
import { forgetKey, keepKey, keptKey } from './shell/key-store.js';
import { Rail } from './shell/rail.js';

/** What was made of a clip, an EF and a seed never changes: nothing is asked for twice. */
const newQueries = () =>
  new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      },
    },
  });

const Pages = ({ onForget }: { readonly onForget: () => void }) => (
  <Router base="/studio">
    <Rail onForget={onForget} />
    <main>
      <Switch>
        <Route path="/generate">
          <GeneratePage onForget={onForget} />
        </Route>
        <Route>
          <Redirect to="/generate" replace />
        </Route>
      </Switch>
    </main>
  </Router>
);

/** With a key the studio, without one the page that asks for it. Another key is another studio: it sees nothing of this one. */
export const App = () => {
  const [apiKey, setApiKey] = useState(() => keptKey(localStorage));
  const studio = useMemo(
    () => apiKey && { client: createClient({ baseUrl: '', apiKey }), queries: newQueries() },
    [apiKey],
  );
  const enter = (key: string) => {
    keepKey(localStorage, key);
    setApiKey(key);
  };
  const forget = () => {
    forgetKey(localStorage);
    setApiKey(null);
  };
  if (!studio) return <KeyEntry onKey={enter} />;
  return (
    <ClientContext value={studio.client}>
      <QueryClientProvider client={studio.queries}>
        <Pages onForget={forget} />
      </QueryClientProvider>
    </ClientContext>
  );
};
