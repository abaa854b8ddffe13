import { type Clip } from '@echocohort/client';
import { type DragEvent, useRef, useState } from 'react';
import { useClips } from '../api/queries.js';
import { wordsOf } from '../api/words-of.js';
import { type Upload, useUpload } from './use-upload.js';

interface PickClipProps {
  readonly onClip: (id: string) => void;
}

const uploadWords = ({ busy, share, name }: Upload): string => {
  if (!busy) return '';
  return share < 1 ? `Sending ${name}: ${Math.round(100 * share)} %` : `Taking ${name} apart: only the sector is kept`;
};

const Trouble = ({ error }: { readonly error: unknown }) => {
  const { title, next } = wordsOf(error);
  return (
    <p role="alert" className="trouble">
      <strong>{title}</strong> {next}
    </p>
  );
};

const readingWords = ({ reading }: Clip): string => {
  if (reading === null || reading.status === 'pending') return 'being read';
  if (reading.readable !== true) return 'not readable';
  return reading.sourceEf === null ? 'readable' : `own EF ${Math.round(reading.sourceEf)} %`;
};

const Clips = ({ onClip }: PickClipProps) => {
  const { data } = useClips();
  if (!data || data.length === 0) return null;
  return (
    <section className="clips" aria-labelledby="clips">
      <h2 id="clips">Your clips</h2>
      <ul>
        {data.map((clip) => (
          <li key={clip.id}>
            <button type="button" onClick={() => onClip(clip.id)}>
              <span>{clip.originalName}</span>
              <span className="grey">{clip.frames} frames</span>
              <span className="grey">{readingWords(clip)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

/** The page before there is a clip: what it is for, one thing to do, and what was uploaded before. */
export const PickClip = ({ onClip }: PickClipProps) => {
  const upload = useUpload(onClip);
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file) upload.send(file);
  };
  return (
    <div
      className="pick"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <section className={over ? 'drop over' : 'drop'}>
        <h1>Drop a clip of a heart here</h1>
        <p className="grey">
          You get its twin with the ejection fraction that you ask for: the same speckle, another beat. DICOM, AVI, MP4,
          GIF, PNG or NPY. Text and patient data around the sector are dropped before anything is stored.
        </p>
        <input
          ref={input}
          type="file"
          className="hidden"
          tabIndex={-1}
          aria-label="A clip"
          onChange={({ target }) => {
            const [file] = target.files ?? [];
            if (file) upload.send(file);
            target.value = '';
          }}
        />
        <button type="button" className="primary" disabled={upload.busy} onClick={() => input.current?.click()}>
          Choose a file
        </button>
        <progress value={upload.share} hidden={!upload.busy} aria-label="Upload" />
        <p aria-live="polite">{uploadWords(upload)}</p>
        {upload.error !== null && <Trouble error={upload.error} />}
      </section>
      <Clips onClip={onClip} />
      <p className="quiet">
        Everything made here is synthetic. Area-length EF, not clinical LVEF; not for clinical use.
      </p>
    </div>
  );
};
