import { Link, useRoute } from 'wouter';
import './shell.css';

interface RailProps {
  readonly onForget: () => void;
}

const Icon = ({ path }: { readonly path: string }) => (
  <svg viewBox="0 0 20 20" aria-hidden="true">
    <path d={path} />
  </svg>
);

const fan = 'M3 13a8 8 0 0 1 14 0M10 4v9M10 13h.01';
const book = 'M4 3.500h12v13H4zM4 7.500h12M8 11h4';
const leave = 'M8 4H4v12h4M8 10h8M13 7l3 3-3 3';

/** Where one is and where one can go. */
export const Rail = ({ onForget }: RailProps) => {
  const [isGenerate] = useRoute('/generate');
  return (
    <nav className="rail" aria-label="Studio">
      <Link href="/generate" className="mark" aria-label="EchoCohort: begin anew" title="Begin anew">
        E
      </Link>
      <Link href="/generate" aria-label="Generate" title="Generate" aria-current={isGenerate ? 'page' : undefined}>
        <Icon path={fan} />
      </Link>
      <a href="/docs" aria-label="The API's documentation" title="The API's documentation">
        <Icon path={book} />
      </a>
      <button type="button" className="last" onClick={onForget} aria-label="Forget the key" title="Forget the key">
        <Icon path={leave} />
      </button>
    </nav>
  );
};
