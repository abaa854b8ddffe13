import { describe, expect, it } from '@jest/globals';
import { newClipId, newRunId, newTenantId, type TenantId } from '@echocohort/shared';
import { isStorageKey, storageKeys } from '../index.js';

const [tenantId, clipId, runId] = [newTenantId(), newClipId(), newRunId()];

describe('storageKeys', () => {
  it('puts everything below its tenant', () => {
    expect(storageKeys.clipFrames(tenantId, clipId)).toBe(`tenants/${tenantId}/clips/${clipId}/frames.npy`);
    expect(storageKeys.clipSheet(tenantId, clipId)).toBe(`tenants/${tenantId}/clips/${clipId}/sheet.png`);
    const sheet = storageKeys.readingSheet(tenantId, clipId, 'a'.repeat(64));
    expect(sheet).toBe(`tenants/${tenantId}/clips/${clipId}/${'a'.repeat(64)}/sheet.png`);
    expect(isStorageKey(sheet)).toBe(true);
    expect(storageKeys.sampleVideo(tenantId, runId, 7)).toBe(`tenants/${tenantId}/runs/${runId}/7/clip.mp4`);
    expect(storageKeys.sampleSheet(tenantId, runId, 7)).toBe(`tenants/${tenantId}/runs/${runId}/7/sheet.png`);
    expect(storageKeys.sampleRecord(tenantId, runId, 7)).toBe(`tenants/${tenantId}/runs/${runId}/7/sample.json`);
    expect(isStorageKey(storageKeys.sampleRecord(tenantId, runId, 7))).toBe(true);
  });

  it('makes no key out of an id that is none', () => {
    const escape = `${tenantId}/../${newTenantId()}` as TenantId;
    expect(() => storageKeys.clipFrames(escape, clipId)).toThrow();
    expect(() => storageKeys.runPrefix('' as TenantId, runId)).toThrow();
    expect(() => storageKeys.readingSheet(tenantId, clipId, '../x')).toThrow();
    expect(isStorageKey(`tenants/${tenantId}/clips/${clipId}/readings/sheet.png`)).toBe(false);
    for (const index of [-1, 0.5, Number.NaN, 1e9])
      expect(() => storageKeys.sampleVideo(tenantId, runId, index)).toThrow();
  });
});
