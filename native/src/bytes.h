// Bytes as they pass through: a view of somebody else's memory, a fixed buffer that is filled and emptied within
// one turn, and a queue for what must outlast the turn. Nothing here knows sockets or TLS.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <vector>

namespace attls {

/** Bytes that are still to be used; the memory is not owned. */
struct ByteView {
  const uint8_t* data = nullptr;
  size_t size = 0;

  size_t Take(uint8_t* to, size_t limit) {
    const size_t taken = size < limit ? size : limit;
    if (taken > 0) std::memcpy(to, data, taken);
    data += taken;
    size -= taken;
    return taken;
  }
};

/** A buffer of fixed size that a whole thread shares: empty between two turns. */
class FixedBuffer {
 public:
  explicit FixedBuffer(size_t capacity) : bytes_(new uint8_t[capacity]), capacity_(capacity) {}

  uint8_t* data() { return bytes_.get(); }
  size_t capacity() const { return capacity_; }
  size_t size() const { return size_; }
  /** Appends all or nothing. */
  bool Append(const void* from, size_t length) {
    if (length > capacity_ - size_) return false;
    std::memcpy(bytes_.get() + size_, from, length);
    size_ += length;
    return true;
  }
  /** `length` bytes were put behind the last one by somebody else. */
  void Grow(size_t length) { size_ += length; }
  void Clear() { size_ = 0; }

 private:
  std::unique_ptr<uint8_t[]> bytes_;
  size_t capacity_;
  size_t size_ = 0;
};

/** Bytes that wait. Gives its memory back as soon as it is empty: most connections wait for nothing. */
class ByteQueue {
 public:
  bool empty() const { return offset_ == bytes_.size(); }
  size_t size() const { return bytes_.size() - offset_; }
  ByteView view() const { return {bytes_.data() + offset_, size()}; }

  void Append(const uint8_t* from, size_t length) {
    if (length > 0) bytes_.insert(bytes_.end(), from, from + length);
  }
  void Consume(size_t length) {
    offset_ += length;
    if (empty()) Clear();
  }
  void Clear() {
    bytes_ = {};
    offset_ = 0;
  }

 private:
  std::vector<uint8_t> bytes_;
  size_t offset_ = 0;
};

/**
 * Whether a peer's first bytes can be the beginning of TLS; as looksLikeTls() of src/engine/failure.ts, which the
 * portable engine uses: a record type of RFC 8446 5.1, or an SSL V2 client hello.
 */
inline bool LooksLikeTls(ByteView first) {
  if (first.size == 0) return true;
  const uint8_t type = first.data[0];
  if (type >= 0x14 && type <= 0x17) return true;
  return type >= 0x80 && (first.size < 3 || first.data[2] == 1);
}

}  // namespace attls
