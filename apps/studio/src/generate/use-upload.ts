import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../api/client-context.js';

export interface Upload {
  readonly send: (file: File) => void;
  readonly busy: boolean;
  /** What of the file is sent, 0 to 1; after that the server takes it apart. */
  readonly share: number;
  readonly name: string;
  readonly error: unknown;
}

/** Sends a clip, one at a time, and says when it is there. */
export const useUpload = (onClip: (id: string) => void): Upload => {
  const client = useClient();
  const [share, setShare] = useState(0);
  const { mutate, isPending, variables, error } = useMutation({
    mutationFn: (file: File) => client.uploadClip(file, { name: file.name, onProgress: setShare }),
    onSuccess: ({ id }) => onClip(id),
  });
  const send = (file: File) => {
    if (isPending) return;
    setShare(0);
    mutate(file);
  };
  return { send, busy: isPending, share, name: variables?.name ?? '', error };
};
