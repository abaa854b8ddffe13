import { describe, expect, it } from '@jest/globals';
import { newClipId, newExportId, newRunId, newTenantId, type TenantId } from '@echocohort/shared';
import { isStorageKey, newTake, sampleOfKey, storageKeys } from '../index.js';

const [tenantId, clipId, runId] = [newTenantId(), newClipId(), newRunId()];

describe('storageKeys', () => {
  it('puts everything below its tenant', () => {
    expect(storageKeys.clipFrames(tenantId, clipId)).toBe(`tenants/${tenantId}/clips/${clipId}/frames.npy`);
    expect(storageKeys.clipSheet(tenantId, clipId)).toBe(`tenants/${tenantId}/clips/${clipId}/sheet.png`);
    const sheet = storageKeys.readingSheet(tenantId, clipId, 'a'.repeat(64));
    expect(sheet).toBe(`tenants/${tenantId}/clips/${clipId}/${'a'.repeat(64)}/sheet.png`);
    expect(isStorageKey(sheet)).toBe(true);
  });

  it('gives each making of a sample a folder of its own', () => {
    const [one, two] = [newTake(), newTake()];
    expect(one).not.toBe(two);
    const place = { tenantId, runId, index: 7, take: one };
    const folder = `tenants/${tenantId}/runs/${runId}/7_${one}`;
    const keys = [storageKeys.sampleVideo(place), storageKeys.sampleSheet(place), storageKeys.sampleRecord(place)];
    expect(storageKeys.sampleFiles(place)).toEqual(keys);
    expect(keys).toEqual([`${folder}/clip.mp4`, `${folder}/sheet.png`, `${folder}/sample.json`]);
    for (const key of keys) expect([isStorageKey(key), sampleOfKey(key)]).toEqual([true, { index: 7, take: one }]);
    expect(storageKeys.sampleVideo({ ...place, take: two })).not.toBe(keys[0]);
  });

  it('gives each part of an export a folder of its own, in their order', () => {
    const exportId = newExportId();
    const keys = [9, 10].map((number) => storageKeys.exportPart(tenantId, exportId, number));
    expect([...keys].sort()).toEqual(keys);
    expect(storageKeys.exportPart(tenantId, exportId, 9)).not.toBe(keys[0]);
    for (const key of [...keys, storageKeys.exportIndex(tenantId, exportId)])
      expect([key.startsWith(storageKeys.exportPrefix(tenantId, exportId)), isStorageKey(key)]).toEqual([true, true]);
    expect(isStorageKey(`tenants/${tenantId}/exports/${exportId}/9/part.jsonl`)).toBe(false);
  });

  it('knows where the files of before there were takes lie', () => {
    const old = storageKeys.sampleVideo({ tenantId, runId, index: 7, take: '' });
    expect(old).toBe(`tenants/${tenantId}/runs/${runId}/7/clip.mp4`);
    expect([isStorageKey(old), sampleOfKey(old)]).toEqual([true, { index: 7, take: '' }]);
    expect(sampleOfKey(storageKeys.clipFrames(tenantId, clipId))).toBeNull();
  });

  it('puts the items of an upload beside the samples of its run, and they belong to none of these', () => {
    const items = storageKeys.runItems(tenantId, runId);
    expect(items).toBe(`tenants/${tenantId}/runs/${runId}/items.bin`);
    expect([isStorageKey(items), sampleOfKey(items)]).toEqual([true, null]);
    expect(isStorageKey(items.replace('items.bin', 'other.bin'))).toBe(false);
    expect(isStorageKey(items.replace(`${runId}/`, ''))).toBe(false);
  });

  it('makes no key out of an id that is none', () => {
    const escape = `${tenantId}/../${newTenantId()}` as TenantId;
    expect(() => storageKeys.clipFrames(escape, clipId)).toThrow();
    expect(() => storageKeys.runPrefix('' as TenantId, runId)).toThrow();
    expect(() => storageKeys.readingSheet(tenantId, clipId, '../x')).toThrow();
    expect(isStorageKey(`tenants/${tenantId}/clips/${clipId}/readings/sheet.png`)).toBe(false);
    const take = newTake();
    for (const index of [-1, 0.5, Number.NaN, 1e9])
      expect(() => storageKeys.sampleVideo({ tenantId, runId, index, take })).toThrow();
    for (const wrong of ['..', '0', `${take}/`, take.toUpperCase().replace(/\d/g, 'A')])
      expect(() => storageKeys.sampleVideo({ tenantId, runId, index: 0, take: wrong })).toThrow();
  });
});
