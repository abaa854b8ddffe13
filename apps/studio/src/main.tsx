import './base.css'; // before those of its parts, which change what it says
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { takeHandedKey } from './shell/key-store.js';

const root = document.getElementById('root');
if (root === null) throw new Error('the page has no #root');
takeHandedKey(window);
// The link of `npm start`, opened where the studio is open already.
addEventListener('hashchange', () => takeHandedKey(window) && location.reload());
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
