import { useClip } from '../api/queries.js';
import { wordsOf } from '../api/words-of.js';
import { ClipPage } from './clip-page.js';
import { PickClip } from './pick-clip.js';
import { type ChangeView, useView } from './use-view.js';
import { type View } from './view.js';
import './generate.css';

interface GeneratePageProps {
  readonly onForget: () => void;
}

/** A clip could not be shown at all: why, and the one thing that helps. */
const Failed = ({ error, onForget, onOther }: GeneratePageProps & { readonly error: unknown; onOther: () => void }) => {
  const { title, next } = wordsOf(error);
  const isKey = (error as { code?: unknown }).code === 'unauthenticated';
  return (
    <section className="failed" role="alert">
      <h1>{title}</h1>
      <p className="grey">{next}</p>
      <button type="button" className="primary" onClick={isKey ? onForget : onOther}>
        {isKey ? 'Enter a key' : 'Choose another clip'}
      </button>
    </section>
  );
};

interface WithClipProps extends GeneratePageProps {
  readonly id: string;
  readonly view: View;
  readonly change: ChangeView;
}

const WithClip = ({ id, view, change, onForget }: WithClipProps) => {
  const { data: clip, error } = useClip(id);
  const other = () => change({ clip: null, observed: [], ef: null });
  if (clip) return <ClipPage clip={clip} view={view} change={change} onOther={other} />;
  if (error) return <Failed error={error} onForget={onForget} onOther={other} />;
  return (
    <p className="pick grey" role="status">
      Opening the clip…
    </p>
  );
};

/** One clip and its twins, or the choice of a clip. */
export const GeneratePage = ({ onForget }: GeneratePageProps) => {
  const [view, change] = useView();
  const open = (clip: string) => change({ clip, observed: [], ef: null });
  return view.clip === null ? (
    <PickClip onClip={open} />
  ) : (
    <WithClip key={view.clip} id={view.clip} view={view} change={change} onForget={onForget} />
  );
};
