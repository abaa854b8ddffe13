import { newTenantId } from '@echocohort/shared';
import { describe, expect, it } from '@jest/globals';
import { UploadAdmission } from './upload-admission.js';

const refused = expect.objectContaining({ code: 'too-many-requests' });

describe('UploadAdmission', () => {
  it('gives a tenant a quarter of the places and the others the rest, and takes them back', () => {
    const admission = new UploadAdmission({ uploads: 8, bytes: 1_000 });
    const [alice, bob] = [newTenantId(), newTenantId()];
    const ends = [admission.admit(alice, 1), admission.admit(alice, 1)];
    expect(() => admission.admit(alice, 1)).toThrow(refused);
    admission.admit(bob, 1);
    ends[0]?.();
    ends[0]?.();
    expect(admission.uploads).toBe(2);
    admission.admit(alice, 1);
    expect(() => admission.admit(alice, 1)).toThrow(refused);
  });

  it('counts bytes, half of them for one tenant, and never more than all', () => {
    const admission = new UploadAdmission({ uploads: 40, bytes: 1_000 });
    const tenants = Array.from({ length: 3 }, newTenantId);
    const end = admission.admit(tenants[0]!, 300);
    expect(() => admission.admit(tenants[0]!, 201)).toThrow(refused);
    admission.admit(tenants[0]!, 200);
    admission.admit(tenants[1]!, 400);
    expect(() => admission.admit(tenants[2]!, 101)).toThrow(refused);
    end();
    expect(() => admission.admit(tenants[2]!, 101)).not.toThrow();
  });

  it('never lets more in than all of it, whoever asks', () => {
    const admission = new UploadAdmission({ uploads: 8, bytes: 1_000 });
    const ends = Array.from({ length: 8 }, () => admission.admit(newTenantId(), 100));
    expect(() => admission.admit(newTenantId(), 1)).toThrow(refused);
    ends.forEach((end) => end());
    expect(admission.uploads).toBe(0);
  });
});
