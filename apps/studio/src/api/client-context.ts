import { type EchoClient } from '@echocohort/client';
import { createContext, useContext } from 'react';

export const ClientContext = createContext<EchoClient | null>(null);

export const useClient = (): EchoClient => {
  const client = useContext(ClientContext);
  if (client === null) throw new Error('this is shown with a key only');
  return client;
};
